// The device's schedules, one card each: when, what, and what can be done with it.
import { h, useState } from './html.js';
import { path } from './api.js';
import { Confirm } from './dialog.js';
import { inWords, paused } from './period.js';
import { body } from './editor.js';
import { date, span } from './time.js';
import { colour } from './week.js';
import { count, t } from './words.js';

export function Schedules({ api, device, change, groups, upcoming, now, zone, terms, edit }) {
  const [doomed, setDoomed] = useState(null);
  const remove = async () => {
    setDoomed(null);
    await change(() => api.delete(path.group(doomed.group_id)));
  };
  return h('section', { class: 'schedules', 'aria-labelledby': 'schedules-title' },
    h('h2', { id: 'schedules-title' }, t('schedules.title')),
    groups.length === 0 && h('div', { class: 'card empty' },
      h('p', null, t('schedules.none', { device })),
      h('button', { type: 'button', class: 'primary', onClick: () => edit(null) }, t('schedule.first'))),
    h('ul', null, groups.map(group => h('li', { key: group.group_id },
      h(Schedule, { api, change, group, groups, now, zone, terms, edit, remove: () => setDoomed(group), next: upcoming.find(fire => fire.group.group_id === group.group_id && fire.note !== 'skipped') })))),
    doomed && h(Confirm, { title: t('delete.title'), text: t('delete.text', { days: inWords(doomed.period, terms), tasks: count('tasks', doomed.tasks.length) }), yes: t('delete.yes'), confirmed: remove, close: () => setDoomed(null) }));
}

function Schedule({ api, change, group, groups, now, zone, terms, edit, remove, next }) {
  const [busy, setBusy] = useState(false);
  const once = wish => async () => {
    setBusy(true);
    await change(wish);
    setBusy(false);
  };
  const days = inWords(group.period, terms);
  const toggle = once(async () => {
    const fresh = await api.group(group.group_id);
    await api.put(path.group(group.group_id), body(fresh.group, { enabled: !group.enabled }), fresh.ifMatch);
  });
  const rests = paused(group, now, zone);
  const action = (key, act, more) => h('button', { type: 'button', class: 'quiet', disabled: busy, onClick: act, 'aria-label': `${t(key)}: ${days}`, ...more }, t(key));
  return h('article', { class: `card schedule ${colour(groups, group)} ${group.enabled && !rests ? '' : 'resting'}` },
    h('div', { class: 'line' },
      h('h3', null, days),
      h('label', { class: 'switch' },
        h('span', null, t(group.enabled ? 'state.on' : 'state.off')),
        h('input', { type: 'checkbox', role: 'switch', checked: group.enabled, disabled: busy, onChange: toggle, 'aria-label': t('schedule.enabled', { days }) }))),
    h('ul', { class: 'tasks' }, group.tasks.map(task => h('li', { key: task.name },
      h('span', { class: 'number' }, `${task.crontab.hour.padStart(2, '0')}:${task.crontab.minute.padStart(2, '0')}`),
      h('code', { title: task.commands }, task.commands)))),
    h(Bounds, { group, rests }),
    h('div', { class: 'line foot' },
      h('p', { class: 'number' }, next ? t('schedule.next', { span: span(next.at - now) }) : t('schedule.no-next')),
      h('div', { class: 'actions' },
        action('action.edit', () => edit(group)),
        action('action.run', once(() => api.post(path.run(group.group_id), {}))),
        action('action.skip', once(() => api.post(path.skip(group.group_id), {})), { disabled: busy || !next }),
        action('action.delete', remove))));
}

/** First and last day, excepted days, and a pause, where there are any. */
function Bounds({ group, rests }) {
  const bounds = [
    group.start_date && t('bounds.start', { date: date(group.start_date) }),
    group.end_date && t('bounds.end', { date: date(group.end_date) }),
    group.except_dates?.length > 0 && t('bounds.except', { dates: group.except_dates.map(date).join(t('comma')) }),
    rests && t('bounds.paused', { until: group.paused_until.slice(0, 16) }),
  ].filter(Boolean);
  return bounds.length > 0 && h('ul', { class: 'bounds' }, bounds.map(bound => h('li', { key: bound }, bound)));
}
