// A year of a calendar: twelve months, each date marked by the weekday that it counts as, or as one on which nothing runs.
import { classes, h, useRef, useState } from './html.js';
import { order } from './period.js';
import { dayName, dayOf, plusDays, weekday } from './time.js';
import { t } from './words.js';

const WEEKDAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];
export const NONE = 'none';
export const KINDS = [...WEEKDAYS, NONE];
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const two = number => String(number).padStart(2, '0');

export const kindName = kind => (kind === NONE ? t('day.none') : t('note.as', { day: t(`weekday.${kind.toLowerCase()}`) }));
export const kindMark = kind => (kind === NONE ? '–' : dayName(WEEKDAYS.indexOf(kind)));
/** Whether people are free, work, or nothing happens at all. */
export const kindClass = kind => (kind === NONE ? 'k-none' : kind === 'SUNDAY' ? 'k-free' : kind === 'SATURDAY' ? 'k-half' : 'k-work');

/** @param pick called with a clicked date; without it the year is read-only */
export function Year({ year, dates, today, terms, pick }) {
  const [at, setAt] = useState(today);
  const months = useRef();
  const here = at.startsWith(`${year}-`) ? at : `${year}-01-01`;
  const move = event => {
    const next = event.key in STEPS && plusDays(here, STEPS[event.key]);
    const button = next && months.current.querySelector(`[data-date="${next}"]`);
    if (!button) return;
    event.preventDefault();
    button.focus();
  };
  const dateOf = event => event.target.closest('[data-date]')?.dataset.date;
  const handlers = pick && {
    onKeyDown: move,
    onFocusIn: event => dateOf(event) && setAt(dateOf(event)),
    onClick: event => dateOf(event) && pick(dateOf(event)),
  };
  return h('div', { class: 'year', ref: months, ...handlers },
    Array.from({ length: 12 }, (_, index) => h(Month, { key: index, first: `${year}-${two(index + 1)}-01`, dates, today, terms, here: pick && here })));
}

/** @param here the date that Tab focuses; null where dates are not buttons */
function Month({ first, dates, today, terms, here }) {
  const days = new Date(Date.UTC(Number(first.slice(0, 4)), Number(first.slice(5, 7)), 0)).getUTCDate();
  const before = order(terms).indexOf(weekday(first));
  const cells = [...Array.from({ length: before }, () => null), ...Array.from({ length: days }, (_, day) => plusDays(first, day))];
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) => cells.slice(week * 7, week * 7 + 7));
  return h('table', { class: 'month' },
    h('caption', null, dayOf(first, { month: 'long' })),
    h('thead', null, h('tr', null, order(terms).map(day => h('th', { key: day, scope: 'col', abbr: dayName(day, 'long') }, dayName(day, 'narrow'))))),
    h('tbody', null, weeks.map((week, index) => h('tr', { key: index }, week.map((date, day) => h('td', { key: day }, date && h(Day, { date, kind: dates[date], today, here })))))));
}

function Day({ date, kind, today, here }) {
  const shown = { class: classes('date number', kind && kindClass(kind), date === today && 'today'), title: kind && kindName(kind) };
  const inside = [Number(date.slice(8)), kind && h('small', { 'aria-hidden': 'true' }, kindMark(kind))];
  if (!here) return h('span', shown, inside, kind && h('span', { class: 'unseen' }, ` ${kindName(kind)}`));
  const name = dayOf(date, { weekday: 'long', day: 'numeric', month: 'long' });
  return h('button', { type: 'button', ...shown, 'data-date': date, tabindex: date === here ? 0 : -1, 'aria-label': kind ? `${name}: ${kindName(kind)}` : name }, inside);
}
