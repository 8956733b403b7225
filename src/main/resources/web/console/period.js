// What a group's period, dates and pause mean.
import { dayName, wall } from './time.js';
import { t } from './words.js';

export const NEVER = '0000000';

/** The weekdays (0 is Sunday) in the order of a period's digits. */
export const order = terms => Array.from({ length: 7 }, (_, index) => (index + (terms.week_starts_on === 'monday' ? 1 : 0)) % 7);

export const once = group => group.period === NEVER;

/** The period that runs on these weekdays. */
export const only = (days, terms) => order(terms).map(day => (days.includes(day) ? '1' : '0')).join('');

/** @returns whether the pause goes on; both are wall clocks of the device's zone, which sort as text */
export function paused(group, now, zone) {
  const at = wall(now, zone);
  return Boolean(group.paused_until) && `${at.date} ${at.time}:${at.second}` < group.paused_until;
}

/** What keeps a group from ringing, or null: `off`, `paused`, `over`, `later`. */
export function rests(group, now, zone) {
  const { date } = wall(now, zone);
  if (group.end_date && group.end_date < date) return 'over';
  if (!group.enabled) return 'off';
  if (paused(group, now, zone)) return 'paused';
  return group.start_date && group.start_date > date ? 'later' : null;
}

/** `Every day`, `Mon–Fri`, `Sun, Tue`, `Once`. */
export function inWords(period, terms) {
  if (period === NEVER) return t('once');
  if (!period.includes('0')) return t('days.every');
  const days = order(terms).filter((_, index) => period[index] === '1');
  const set = [...days].sort().join('');
  if (set === '12345') return t('days.weekdays');
  if (set === '06') return t('days.weekend');
  return days.map(day => dayName(day)).join(t('comma'));
}

/** What people call the group: its label, else its days. */
export const title = (group, terms) => group.label ?? inWords(group.period, terms);
