// A week, past firings and those to come: a column a day, or on a phone one day at a time.
import { Command, ends } from './actions.js';
import { byHand, late, look, ON_TIME, standing, struck } from './entries.js';
import { fold, minuteAt, place, stack } from './fold.js';
import { classes, h, useNarrow, useState } from './html.js';
import { useDrag } from './drag.js';
import { dayOf, lateness, wall } from './time.js';
import { kindClass, kindMark, kindName } from './year.js';
import { t } from './words.js';

const MARKS = { good: '✓', fair: '○', bad: '✕', due: '…', idle: '–' };

const minuteOf = (entry, zone) => {
  const { hour, minute } = wall(entry.at, zone);
  return Number(hour) * 60 + Number(minute);
};

/** @returns the entries of each date, with their minute of the day */
const perDay = (dates, entries, zone) => dates.map(date => entries
  .filter(entry => wall(entry.at, zone).date === date)
  .map(entry => ({ ...entry, minute: minuteOf(entry, zone) })));

/** From each task that begins something to the one that ends it, within a day. */
function periods(day) {
  return day.flatMap((entry, index) => {
    if (struck(entry)) return [];
    const end = day.slice(index + 1).find(other => other.group_id === entry.group_id && !struck(other) && ends(entry.commands, other.commands));
    return end ? [{ key: entry.key, from: entry.minute, to: end.minute, colour: entry.colour }] : [];
  });
}

function label(entry, now, zone) {
  const at = wall(entry.at, zone);
  return `${at.time} ${standing(entry, now)}`;
}

export function Chip({ entry, now, zone, open, ...more }) {
  const state = look(entry);
  const lateBy = late(entry);
  return h('button', {
    type: 'button', class: classes('chip', entry.colour, state, struck(entry) && 'struck', byHand(entry) && 'by-hand'), onClick: event => {
      event.stopPropagation();
      open(entry);
    }, ...more,
  },
  h('span', { class: 'mark', 'aria-hidden': 'true' }, MARKS[state] ?? ''),
  h('span', { class: 'unseen' }, `${label(entry, now, zone)}: `),
  h('span', { class: 'number', 'aria-hidden': 'true' }, wall(entry.at, zone).time),
  h(Command, { commands: entry.commands }),
  lateBy > ON_TIME && h('span', { class: 'number late' }, `+${lateness(lateBy)}`));
}

/** @param kinds what each date counts as */
export function Week({ dates, kinds, entries, zone, now, open, create, move }) {
  const narrow = useNarrow();
  const days = perDay(dates, entries, zone);
  const shared = { dates, kinds, days, zone, now, open, create, today: wall(now, zone).date };
  return narrow ? h(OneDay, shared) : h(Grid, { ...shared, move });
}

function Grid({ dates, kinds, days, zone, now, today, open, create, move }) {
  const [opened, setOpened] = useState(new Set());
  const { rows, height } = fold(days, opened);
  const unfold = from => setOpened(new Set([...opened, from]));
  const { dragged, grip } = useDrag(rows, move);
  const at = minuteOf({ at: now }, zone);
  return h('div', { class: 'grid-week' },
    h('div', { class: 'hours', style: { height: `${height}px` } }, rows.map(row => (row.folded
      ? h('button', { type: 'button', key: row.from, class: 'band', style: { top: `${row.top}px`, height: `${row.height}px` }, onClick: () => unfold(row.from) },
        h('span', { class: 'unseen' }, t('week.unfold', { from: row.from, to: row.to })))
      : h('span', { key: row.from, class: 'hour', style: { top: `${row.top}px` } }, String(row.from).padStart(2, '0'))))),
    days.map((day, index) => {
      const date = dates[index];
      const tops = stack(rows, day);
      const click = event => {
        const y = event.clientY - event.currentTarget.getBoundingClientRect().top;
        create({ date, minute: minuteAt(rows, y) });
      };
      return h('section', { key: date, class: classes('day', date === today && 'today', date < today && 'gone'), 'aria-labelledby': `day-${date}` },
        h('h3', { id: `day-${date}` }, dayOf(date, { weekday: 'short' }), ' ', h('span', { class: 'number' }, dayOf(date, { day: 'numeric', month: 'numeric' })),
          kinds[date] && [' ', h('span', { key: 'kind', class: `counts ${kindClass(kinds[date])}`, title: kindName(kinds[date]) }, h('span', { 'aria-hidden': 'true' }, kindMark(kinds[date])), h('span', { class: 'unseen' }, kindName(kinds[date])))]),
        h('div', { class: 'column', style: { height: `${height}px` }, onClick: click },
          rows.map(row => h('div', { key: row.from, class: row.folded ? 'rule folded' : 'rule', style: { top: `${row.top}px`, height: `${row.height}px` } })),
          periods(day).map(one => h('div', { key: one.key, class: classes('period', one.colour), style: { top: `${place(rows, one.from)}px`, height: `${place(rows, one.to) - place(rows, one.from)}px` } })),
          date === today && h('div', { class: 'now-line', style: { top: `${place(rows, at)}px` } }),
          h('ol', null, day.map((entry, order) => h('li', { key: entry.key, style: { top: `${dragged?.key === entry.key ? dragged.top : tops[order]}px` } },
            h(Chip, { entry, now, zone, open, ...grip(entry, tops[order]) }),
            dragged?.key === entry.key && h('span', { class: 'target number' }, dragged.time))))));
    }));
}

function OneDay({ dates, kinds, days, zone, now, today, open, create }) {
  const [chosen, choose] = useState(null);
  const date = dates.includes(chosen) ? chosen : dates.includes(today) ? today : dates[0];
  const day = days[dates.indexOf(date)];
  return h('div', { class: 'one-day' },
    h('div', { class: 'day-tabs', role: 'group', 'aria-label': t('week.days') }, dates.map((one, index) => h('button', {
      type: 'button', key: one, 'aria-pressed': one === date, class: classes(one === today && 'today'), onClick: () => choose(one), 'aria-label': dayOf(one, { weekday: 'long', day: 'numeric', month: 'long' }),
    }, h('span', null, dayOf(one, { weekday: 'narrow' })), h('b', { class: 'number' }, Number(one.slice(8))),
    h('span', { class: 'dots', 'aria-hidden': 'true' }, days[index].slice(0, 4).map(entry => h('i', { key: entry.key, class: look(entry) })))))),
    h('h3', { class: 'day-name' }, dayOf(date, { weekday: 'long', day: 'numeric', month: 'long' }),
      kinds[date] && [' ', h('span', { key: 'kind', class: `counts ${kindClass(kinds[date])}` }, kindName(kinds[date]))]),
    day.length === 0 && h('p', { class: 'nothing' }, t('week.nothing')),
    h('ol', null, day.map(entry => h('li', { key: entry.key }, h(Chip, { entry, now, zone, open })))),
    h('button', { type: 'button', class: 'quiet', onClick: () => create({ date }) }, t('week.create')));
}
