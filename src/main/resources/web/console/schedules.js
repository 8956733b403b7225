// The device's schedules, one card each: when, what, and what can be done with it.
import { Command } from './actions.js';
import { Copy } from './copy.js';
import { RunMenu } from './entry.js';
import { look } from './entries.js';
import { classes, h, useState } from './html.js';
import { inWords, rests, title } from './period.js';
import { date, span } from './time.js';
import { count, t } from './words.js';

export function Schedules({ api, session, seen, device, act, now, zone, terms, edit, create }) {
  const [text, setText] = useState('');
  const [copied, setCopied] = useState(null);
  const [run, setRun] = useState(null);
  const has = group => JSON.stringify([title(group, terms), group.tasks]).toLowerCase().includes(text.toLowerCase());
  const shown = seen.groups.filter(has);
  return h('section', { class: 'schedules', 'aria-labelledby': 'schedules-title' },
    h('div', { class: 'section-head' },
      h('h2', { id: 'schedules-title' }, t('schedules.title'), ' ', h('span', { class: 'soft number' }, seen.groups.length)),
      seen.groups.length > 6 && h('input', { type: 'search', 'aria-label': t('schedules.search'), placeholder: t('schedules.search'), value: text, onInput: event => setText(event.target.value) }),
      seen.groups.length > 0 && h('button', { type: 'button', class: 'quiet', onClick: () => setCopied(seen.groups) }, t('copy.all'))),
    seen.groups.length === 0 && h('p', { class: 'card nothing' }, t('schedules.none')),
    h('ul', null, shown.map(group => h('li', { key: group.group_id },
      h(Schedule, { group, colour: seen.colours.get(group.group_id), act, now, zone, terms, edit, copy: () => setCopied([group]), run: () => setRun(group), next: seen.near.concat(seen.week).find(entry => entry.group_id === group.group_id && look(entry) === 'next' && entry.at > now) })))),
    run && h(RunMenu, { group: run, act, terms, close: () => setRun(null) }),
    copied && h(Copy, { api, session, terms, device, groups: copied, close: () => setCopied(null) }));
}

function Schedule({ group, colour, act, now, zone, terms, edit, copy, run, next }) {
  const [busy, setBusy] = useState(false);
  const once = wish => async () => {
    setBusy(true);
    await wish();
    setBusy(false);
  };
  const name = title(group, terms);
  const rest = rests(group, now, zone);
  const action = (key, wish) => h('button', { type: 'button', class: 'quiet', 'aria-disabled': busy, onClick: () => busy || wish(), 'aria-label': `${t(key)}: ${name}` }, t(key));
  return h('article', { class: classes('card schedule', colour, rest && 'resting') },
    h('div', { class: 'line' },
      h('h3', null, h('bdi', null, name)),
      rest && rest !== 'off' && h('span', { class: 'verdict idle' }, t(`rest.${rest}`)),
      h('label', { class: 'switch' },
        h('span', null, t(group.enabled ? 'state.on' : 'state.off')),
        h('input', { type: 'checkbox', role: 'switch', checked: group.enabled, 'aria-disabled': busy, onClick: event => {
          event.preventDefault();
          if (!busy) once(() => act.toggle(group))();
        }, 'aria-label': t('schedule.enabled', { days: name }) }))),
    group.label && h('p', { class: 'soft' }, inWords(group.period, terms)),
    h('ul', { class: 'tasks' }, group.tasks.map(task => h('li', { key: task.name },
      h('span', { class: 'number' }, when(task)), h(Command, { commands: task.commands })))),
    h(Bounds, { group }),
    h('div', { class: 'line foot' },
      h('p', { class: 'number' }, next ? t('schedule.next', { span: span(next.at - now) }) : t('schedule.no-next')),
      h('div', { class: 'actions' },
        action('action.edit', () => edit(group)), action('action.run', run), action('action.copy', copy), action('action.delete', once(() => act.remove(group))))));
}

export function when({ crontab, sun }) {
  const two = text => text.padStart(2, '0');
  if (!sun) return [crontab.hour, crontab.minute, ...(Number(crontab.second ?? 0) ? [crontab.second] : [])].map(two).join(':');
  const event = t(`sun.${sun.event}`);
  const moved = sun.offset ? t('sun.moved', { event, offset: sun.offset > 0 ? `+${sun.offset}` : `−${-sun.offset}` }) : event;
  const [from, to] = [sun.not_before, sun.not_after];
  return from || to ? t(!to ? 'sun.from' : !from ? 'sun.to' : 'sun.within', { event: moved, from, to }) : moved;
}

/** First and last day, excepted days and whatever else bounds it, where there is any. */
function Bounds({ group }) {
  const bounds = [
    group.start_date && t('bounds.start', { date: date(group.start_date) }),
    group.end_date && t('bounds.end', { date: date(group.end_date) }),
    group.except_dates?.length > 0 && t('bounds.except', { dates: group.except_dates.map(date).join(t('comma')) }),
    group.paused_until && t('bounds.paused', { until: group.paused_until.slice(0, 16) }),
    group.rrule && t('bounds.rrule'),
    group.jitter && t('bounds.jitter', { number: Math.ceil(group.jitter / 60) }),
    group.ignore_calendar && t('bounds.ignore_calendar'),
    group.confirm && t('bounds.confirm'),
    group.retry_every && t('bounds.retry_every', { number: group.retry_every }),
    group.latest_only && t('bounds.latest_only'),
    group.valid_for && count('bounds.valid', Math.round(group.valid_for / 60)),
  ].filter(Boolean);
  return bounds.length > 0 && h('ul', { class: 'bounds' }, bounds.map(bound => h('li', { key: bound }, bound)));
}
