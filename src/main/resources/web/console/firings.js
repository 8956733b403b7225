// What will ring, counting down, and what has rung.
import { h } from './html.js';
import { lateness, moment, span } from './time.js';
import { t } from './words.js';

const SHOWN_NEXT = 6;
const SHOWN_RECENT = 20;
const TELLING = { delivered: 'good', no_subscriber: 'fair', skipped: 'idle', withdrawn: 'idle', expired: 'bad' };

const commands = fire => fire.group.tasks.find(task => task.name === fire.name)?.commands ?? t('task.removed');

export function Next({ upcoming, zone, now }) {
  return h('section', { class: 'card', 'aria-labelledby': 'next-title' },
    h('h2', { id: 'next-title' }, t('next.title')),
    upcoming.length === 0
      ? h('p', { class: 'nothing' }, t('next.none'))
      : h('ol', { class: 'lines' }, upcoming.slice(0, SHOWN_NEXT).map(fire => h('li', { key: `${fire.name}${fire.at}` },
        h('div', { class: 'line' },
          h('time', { datetime: fire.scheduled_at }, moment(fire.at, zone, now)),
          h('span', { class: 'number countdown' }, fire.at > now ? t('next.in', { span: span(fire.at - now) }) : t('next.now'))),
        h('code', { title: commands(fire) }, commands(fire)),
        fire.note && h('p', { class: 'note' }, fire.note)))));
}

export function Recent({ recent, zone, now, fresh }) {
  return h('section', { class: 'card recent', 'aria-labelledby': 'recent-title' },
    h('h2', { id: 'recent-title' }, t('recent.title')),
    recent.length === 0
      ? h('p', { class: 'nothing' }, t('recent.none'))
      : h('ol', { class: 'lines' }, recent.slice(0, SHOWN_RECENT).map(fire => h('li', { key: fire.fire_id, class: fire.fire_id === fresh ? 'fresh' : undefined },
        h('div', { class: 'line' },
          h('time', { datetime: fire.scheduled_at }, moment(fire.at, zone, now)),
          h('span', { class: `verdict ${TELLING[fire.verdict] ?? 'idle'}`, title: t(`verdict.${fire.verdict}.why`) }, t(`verdict.${fire.verdict}`))),
        h('div', { class: 'line' },
          h('code', { title: commands(fire) }, commands(fire)),
          fire.acknowledged_at && h('span', { class: 'number late' }, t('late.by', { late: lateness(Date.parse(fire.acknowledged_at) - fire.at) }))),
        fire.attempts > 1 && h('p', { class: 'note' }, t('recent.attempts', { number: fire.attempts }))))),
    recent[0]?.verdict === 'no_subscriber' && h('p', { class: 'note listen' }, t('recent.nobody'), ' ', h('code', null, 'java -jar target/carillon.jar listen')));
}
