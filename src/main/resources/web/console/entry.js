// One instant of a task: how it stands, why, and what can be done about it.
import { Command, called } from './actions.js';
import { byHand, comingRuns, late, look, lost, noted, reason, standing } from './entries.js';
import { Dialog } from './dialog.js';
import { h } from './html.js';
import { title } from './period.js';
import { lateness, moment, span, wall } from './time.js';
import { t } from './words.js';

export function Entry({ entry, seen, now, zone, act, edit, close, terms }) {
  const { group, task } = entry;
  const state = look(entry);
  const next = seen.near.find(one => look(one) === 'next' && !byHand(one) && one.group_id === entry.group_id && one.at > now);
  const does = (key, wish, kind) => h('button', { type: 'button', class: kind, onClick: () => {
    close();
    wish();
  } }, t(key));
  const lateBy = late(entry);
  const facts = [
    ['fact.when', moment(entry.at, zone, now, { seconds: wall(entry.at, zone).second !== '00' })],
    entry.at > now && ['fact.in', span(entry.at - now)],
    lateBy !== null && ['fact.late', lateness(lateBy)],
    entry.answered_at && ['fact.answered', lateness(Date.parse(entry.answered_at) - entry.at)],
    entry.attempts > 1 && ['fact.attempts', entry.attempts],
    entry.reason && ['fact.reason', reason(entry.reason)],
    entry.answer && ['fact.answer', h('code', null, h('bdi', null, entry.answer))],
    entry.notes.length > 0 && ['fact.notes', entry.notes.map(noted).join(t('comma'))],
    group && ['fact.schedule', h('bdi', null, title(group, terms))],
  ].filter(Boolean);
  return h(Dialog, { title: called(entry.commands), close, small: true },
    h('p', { class: 'stand' },
      h('span', { class: `verdict ${state}` }, standing(entry, now)),
      entry.verdict && h('span', null, t(`verdict.${entry.verdict}.why`))),
    h('dl', { class: 'facts' }, facts.map(([key, value]) => h('div', { key }, h('dt', null, t(key)), h('dd', null, value)))),
    entry.commands !== undefined && h('details', null, h('summary', null, t('fact.commands')), h('pre', { tabindex: 0 }, h('code', null, h('bdi', null, entry.commands)))),
    group && h('div', { class: 'dialog-foot' },
      state === 'skipped' && does('action.unskip', () => act.unskip(group), 'primary'),
      entry.notes.includes('run') && !entry.verdict && does('action.call-off', () => act.callOff(group, comingRuns(seen, group)), 'primary'),
      next?.at === entry.at && state === 'next' && !byHand(entry) && does('action.skip', () => act.skip(group, entry), 'primary'),
      lost(entry) && task && does('action.again', () => act.run(group, task), 'primary'),
      !entry.verdict && !entry.notes.includes('run') && task && does('action.run-now', () => act.run(group, task)),
      does('action.edit', () => edit(group))),
    state === 'next' && !byHand(entry) && next && next.at !== entry.at && h('p', { class: 'hint' }, t('skip.only-next')));
}

/** What a schedule can be told to do by hand: one of its tasks, now or later. */
export function RunMenu({ group, act, close, terms }) {
  const LATER = [[1_800, 'run.half-hour'], [3_600, 'run.hour'], [28_800, 'run.eight-hours']];
  const run = (task, seconds) => {
    close();
    act.run(group, task, seconds);
  };
  return h(Dialog, { title: t('run.title', { what: title(group, terms) }), close, small: true },
    h('ul', { class: 'run-menu' }, group.tasks.map(task => h('li', { key: task.name },
      h(Command, { commands: task.commands }),
      h('div', { class: 'line' },
        h('button', { type: 'button', class: 'primary', onClick: () => run(task) }, t('run.now')),
        LATER.map(([seconds, key]) => h('button', { type: 'button', key, onClick: () => run(task, seconds) }, t(key))))))));
}
