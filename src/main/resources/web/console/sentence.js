// The device in a sentence: what is next, and whether all is well; with the likeliest actions.
import { called, Command } from './actions.js';
import { comingRuns, look, noted, past, standing } from './entries.js';
import { Fragment, h } from './html.js';
import { moment, span } from './time.js';
import { count, t } from './words.js';

export function Sentence({ seen, now, zone, act, create, open, rung }) {
  const ahead = seen.near.filter(entry => !entry.verdict);
  const due = ahead.filter(entry => look(entry) === 'due');
  const next = ahead.find(entry => look(entry) === 'next' && entry.at > now);
  const skipped = ahead.find(entry => look(entry) === 'skipped' && (!next || entry.at <= next.at));
  const was = past(seen.near, now);
  const pause = seen.about.paused_until;
  return h('section', { class: 'sentence', 'aria-label': t('sentence.title') },
    h('p', { class: 'say' },
      due.length > 0 && h('span', { class: 'waits' }, count('sentence.due', due.length), ' '),
      pause && h('span', null, t('sentence.paused', { until: pause.slice(0, 16) }), ' '),
      next ? h(Fragment, null, h('b', null, h('bdi', null, called(next.commands))), ' ', h('span', { class: 'number' }, t('sentence.in', { span: span(next.at - now) })), t('stop'), ' ')
        : h(Fragment, null, t('sentence.nothing'), ' '),
      h('span', { class: `was ${was.look}` }, was.text)),
    (next || skipped || due.length > 0) && h('ul', { class: 'soon' },
      due.slice(0, 3).map(entry => h(Line, { key: entry.key, entry, now, zone, open })),
      skipped && h(Line, { key: skipped.key, entry: skipped, now, zone, open },
        skipped.group && h('button', { type: 'button', onClick: () => act.unskip(skipped.group) }, t('action.unskip'))),
      next && h(Line, { key: next.key, entry: next, now, zone, open, named: true },
        next.group && (next.notes.includes('run')
          ? h('button', { type: 'button', onClick: () => act.callOff(next.group, comingRuns(seen, next.group)) }, t('action.call-off'))
          : h('button', { type: 'button', onClick: () => act.skip(next.group, next) }, t('action.skip'))))),
    rung && h(Lamp, { entry: rung, key: rung.fire_id }),
    seen.groups.length === 0 && h('button', { type: 'button', class: 'primary', onClick: () => create() }, t('schedule.first')));
}

/** @param named whether the sentence has said what it does */
function Line({ entry, now, zone, open, named = false, children }) {
  const state = look(entry);
  return h('li', { class: state },
    h('button', { type: 'button', class: 'quiet line', onClick: () => open(entry) },
      h('time', { class: 'number', datetime: entry.scheduled_at }, moment(entry.at, zone, now)),
      named ? h('span', { class: 'unseen' }, called(entry.commands)) : h(Command, { commands: entry.commands }),
      entry.notes.filter(note => note).map(note => h('span', { class: 'note', key: note }, noted(note))),
      h('span', { class: 'unseen' }, standing(entry, now))),
    children);
}

/** What has just rung, for all who have no lamp at hand. */
function Lamp({ entry }) {
  return h('p', { class: 'lamp', 'data-verdict': entry.verdict },
    h('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, h('circle', { cx: 12, cy: 10, r: 6 }), h('path', { d: 'M9.5 17h5M10 20h4' })),
    h('span', null, t('rung', { what: called(entry.commands), verdict: t(`verdict.${entry.verdict}`) })),
    entry.verdict === 'no_subscriber' && h('span', { class: 'note' }, t('recent.nobody'), ' ', h('code', null, 'java -jar target/carillon.jar listen')));
}
