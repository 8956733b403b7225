// The dates of a calendar, or of one device alone: seen a year at a time, marked by a click, saved at once.
import { classes, h, useEffect, useRef, useState } from './html.js';
import { wall } from './time.js';
import { kindClass, kindMark, kindName, KINDS, Year } from './year.js';
import { t } from './words.js';

const same = (one, other) => JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());

/**
 * @param id the key of this tab's unsaved draft
 * @param save takes all dates, returns a refusal or null; without it the dates are read-only
 */
export function DatesOfYear({ id, dates, terms, zone, save }) {
  const today = wall(terms.clock(), zone).date;
  const key = `carillon.draft ${id}`;
  const [draft, setDraft] = useState(() => JSON.parse(sessionStorage.getItem(key) ?? 'null') ?? dates);
  const [year, setYear] = useState(Number(today.slice(0, 4)));
  const [brush, setBrush] = useState('SUNDAY');
  const [refusal, setRefusal] = useState(null);
  const changed = !same(draft, dates);
  const before = useRef(dates);
  useEffect(() => {
    const old = before.current;
    setDraft(now => same(now, old) ? dates : now); // keeps a click made since the last rendering
    before.current = dates;
  }, [dates]);
  useEffect(() => {
    if (changed) sessionStorage.setItem(key, JSON.stringify(draft));
    else sessionStorage.removeItem(key);
  }, [draft, dates]);

  const pick = date => {
    const { [date]: before, ...others } = draft;
    setDraft(brush && before !== brush ? { ...others, [date]: brush } : others);
  };
  const sums = KINDS.map(kind => [kind, Object.entries(draft).filter(([date, one]) => one === kind && date.startsWith(`${year}-`)).length]).filter(([, number]) => number);
  return h('div', { class: 'dates' },
    h('div', { class: 'line' },
      h('div', { class: 'pager' },
        h('button', { type: 'button', class: 'quiet icon', 'aria-label': t('year.before'), onClick: () => setYear(year - 1) }, '‹'),
        h('h3', { class: 'number', 'aria-live': 'polite' }, year),
        h('button', { type: 'button', class: 'quiet icon', 'aria-label': t('year.after'), onClick: () => setYear(year + 1) }, '›')),
      h('ul', { class: 'sums' }, sums.length === 0 ? h('li', { class: 'soft' }, t('year.nothing'))
        : sums.map(([kind, number]) => h('li', { key: kind, class: `date ${kindClass(kind)}` }, h('b', { class: 'number' }, number), ` ${kindName(kind)}`)))),
    save && h('div', { class: 'brush', role: 'group', 'aria-label': t('year.brush') },
      h('span', { class: 'hint', 'aria-hidden': 'true' }, t('year.brush')),
      KINDS.map(kind => h('button', { type: 'button', key: kind, class: classes('date', kindClass(kind)), 'aria-pressed': brush === kind, 'aria-label': kindName(kind), title: kindName(kind), onClick: () => setBrush(kind) }, kindMark(kind))),
      h('button', { type: 'button', 'aria-pressed': brush === null, onClick: () => setBrush(null) }, t('year.usual'))),
    h(Year, { year, dates: draft, today, terms, pick: save && pick }),
    refusal && h('p', { class: 'field-error', role: 'alert' }, refusal.message),
    save && changed && h('div', { class: 'dialog-foot unsaved' },
      h('p', { class: 'hint' }, t('year.unsaved')),
      h('button', { type: 'button', onClick: () => setDraft(dates) }, t('draft.discard')),
      h('button', { type: 'button', class: 'primary', onClick: async () => setRefusal(await save(draft)) }, t('editor.save'))));
}
