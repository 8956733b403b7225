// A device's week as a grid: a column a day in the service's order, a row an hour, each task at its place.
import { h, useRef } from './html.js';
import { order, once, paused } from './period.js';
import { dayName, wall } from './time.js';
import { t } from './words.js';

const COLOURS = 6;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const BACK = ['ArrowUp', 'ArrowLeft'];
const ON = ['ArrowDown', 'ArrowRight'];

/** The colour of a group, by its place among the device's. */
export const colour = (groups, group) => `g${groups.findIndex(one => one.group_id === group.group_id) % COLOURS}`;

function places(groups, upcoming, zone, terms, now) {
  const found = new Map();
  const put = (day, place) => {
    const cell = `${day} ${Number(place.hour)}`;
    found.set(cell, [...(found.get(cell) ?? []), place].sort((a, b) => a.minute - b.minute));
  };
  for (const group of groups)
    for (const { crontab: { hour, minute }, commands, name } of group.tasks) {
      const place = { group, hour, minute, commands, key: name };
      if (once(group)) {
        const next = upcoming.find(one => one.name === name);
        if (next) put(wall(next.at, zone).weekday, { ...place, single: true });
      } else {
        [...group.period].forEach((digit, index) => digit === '1' && put(order(terms)[index], { ...place, key: `${name}${index}` }));
      }
    }
  return found;
}

export function Week({ groups, upcoming, zone, now, terms, edit }) {
  const table = useRef();
  const days = order(terms);
  const cells = places(groups, upcoming, zone, terms, now);
  const today = wall(now, zone);
  let first = true;

  const chip = place => {
    const time = `${place.hour.padStart(2, '0')}:${place.minute.padStart(2, '0')}`;
    const off = !place.group.enabled || paused(place.group, now, zone);
    const classes = ['chip', colour(groups, place.group), off && 'off', place.single && 'single'].filter(Boolean).join(' ');
    const tabindex = first ? 0 : -1;
    first = false;
    const label = [time, place.commands, off && t('state.off'), place.single && t('once')].filter(Boolean).join(', ');
    return h('button', { type: 'button', key: place.key, class: classes, tabindex, title: place.commands, 'aria-label': label, onClick: () => edit(place.group) },
      time);
  };

  const walk = event => {
    const chips = [...table.current.querySelectorAll('.chip')];
    const at = chips.indexOf(document.activeElement);
    const to = ON.includes(event.key) ? at + 1 : BACK.includes(event.key) ? at - 1
      : event.key === 'Home' ? 0 : event.key === 'End' ? chips.length - 1 : -1;
    if (at < 0 || !chips[to]) return;
    event.preventDefault();
    chips[at].tabIndex = -1;
    chips[to].tabIndex = 0;
    chips[to].focus();
  };

  return h('section', { class: 'card week', 'aria-labelledby': 'week-title' },
    h('h2', { id: 'week-title' }, t('week.title')),
    h('table', { ref: table, onKeyDown: walk },
      h('thead', null, h('tr', null,
        h('td', null),
        days.map(day => h('th', { scope: 'col', key: day, class: day === today.weekday ? 'today' : undefined, 'aria-current': day === today.weekday ? 'date' : undefined, abbr: dayName(day, 'long') },
          dayName(day))))),
      h('tbody', null, HOURS.map(hour => h('tr', { key: hour, class: hour === Number(today.hour) ? 'now' : undefined },
        h('th', { scope: 'row' }, String(hour).padStart(2, '0')),
        days.map(day => h('td', { key: day, class: day === today.weekday ? 'today' : undefined }, (cells.get(`${day} ${hour}`) ?? []).map(chip))))))));
}
