// Instants in a device's zone, and spans of time in words. Instants are epoch milliseconds.
import { locale, t } from './words.js';

const formats = new Map();

function format(zone, options, language = locale()) {
  const key = JSON.stringify([language, zone, options]);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(language, { timeZone: zone, hourCycle: 'h23', ...options }));
  return formats.get(key);
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** The wall clock of the zone; `weekday` 0 is Sunday. */
export function wall(instant, zone) {
  const parts = { weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' };
  const at = Object.fromEntries(format(zone, parts, 'en-US').formatToParts(instant).map(part => [part.type, part.value]));
  return { ...at, date: `${at.year}-${at.month}-${at.day}`, time: `${at.hour}:${at.minute}`, weekday: WEEKDAYS.indexOf(at.weekday) };
}

/** The name of weekday 0 (Sunday) to 6. */
export function dayName(weekday, width = 'short') {
  return format('UTC', { weekday: width }).format(Date.UTC(2023, 0, 1 + weekday));
}

/** The instant at which the zone's clock shows the date and time (`yyyy-MM-dd`, `HH:mm`); the first of two. */
export function instant(date, time, zone) {
  const shown = Date.parse(`${date}T${time}:00Z`);
  const offset = at => {
    const seen = wall(at, zone);
    return Date.parse(`${seen.date}T${seen.time}:${seen.second}Z`) - Math.floor(at / 1000) * 1000;
  };
  const first = shown - offset(shown - 86_400_000);
  return wall(first, zone).time === time ? first : shown - offset(shown - offset(shown));
}

/** The date so many days after another, `yyyy-MM-dd`. */
export function plusDays(date, days) {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** `Mon 30 Nov` */
export function dayOf(date, options = { weekday: 'short', day: 'numeric', month: 'short' }) {
  return format('UTC', options).format(Date.parse(`${date}T00:00:00Z`));
}

export const weekday = date => new Date(`${date}T00:00:00Z`).getUTCDay();

/** `19:15` today, else with its day. */
export function moment(instant, zone, now, { seconds = false } = {}) {
  const at = wall(instant, zone);
  const time = seconds ? `${at.time}:${at.second}` : at.time;
  if (at.date === wall(now, zone).date) return time;
  const far = Math.abs(instant - now) > 300 * 86_400_000 ? { year: 'numeric' } : {};
  return `${format(zone, { weekday: 'short', day: 'numeric', month: 'short', ...far }).format(instant)} ${time}`;
}

/** A date of the calendar, `yyyy-MM-dd`. */
export function date(text) {
  return format('UTC', { day: 'numeric', month: 'short', year: 'numeric' }).format(Date.parse(`${text}T00:00:00Z`));
}

/** How far off: `42 s`, `3 min 05 s`, `2 h 10 min`, `3 d 4 h`. */
export function span(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  const [minutes, hours, days] = [60, 3600, 86_400].map(unit => Math.floor(seconds / unit));
  const two = number => String(number).padStart(2, '0');
  if (days) return t('span.days', { days, hours: hours % 24 });
  if (hours) return t('span.hours', { hours, minutes: two(minutes % 60) });
  if (minutes) return t('span.minutes', { minutes, seconds: two(seconds % 60) });
  return t('span.seconds', { seconds });
}

/** A lateness: `23 ms`, `1.2 s`, `4 min`. */
export function lateness(millis) {
  if (millis < 1000) return t('late.millis', { number: Math.max(0, Math.round(millis)) });
  if (millis < 60_000) return t('late.seconds', { number: (millis / 1000).toFixed(1) });
  return t('late.minutes', { number: Math.round(millis / 60_000) });
}

/** A typed time: `7`, `730`, `7:30`, `07:30`, `07:30:15` → `HH:mm` or `HH:mm:ss`; null where it is none. */
export function readTime(text) {
  const [, hour, minute = '0', second] = /^\s*(\d{1,2})(?:[:.：]?(\d{2}))?(?:[:.：](\d{2}))?\s*$/.exec(text) ?? [];
  if (hour === undefined || hour > 23 || minute > 59 || second > 59) return null;
  const two = number => number.padStart(2, '0');
  return `${two(hour)}:${two(minute)}${second && second !== '00' ? `:${two(second)}` : ''}`;
}

/** The first whole minute that leaves half a minute to save the form. */
export function soon(now, zone) {
  return wall(Math.ceil((now + 30_000) / 60_000) * 60_000, zone).time;
}
