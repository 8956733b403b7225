// A schedule as the editor's form holds it, and the request that the form makes.
import { offered } from './actions.js';
import { OPTIONAL } from './group.js';
import { readTime, soon } from './time.js';

let made = 0;
export const draftTask = task => ({ id: `t${Date.now().toString(36)}${++made}`, kind: 'time', offset: '', not_before: '', not_after: '', ...task });

/** Fields with a single input, in the unit that people use. */
const SIMPLE = Object.entries(OPTIONAL).filter(([, { type }]) => !['dates', 'moment'].includes(type));

/** A time without zero seconds. */
const short = text => text.replace(/^(\d\d:\d\d):00$/, '$1');
const time = crontab => short([crontab.hour, crontab.minute, crontab.second ?? '0'].map(part => part.padStart(2, '0')).join(':'));

export function filled(group, { zone, terms, start = {} }) {
  const simple = Object.fromEntries(SIMPLE.map(([name, { type, unit }]) => {
    const value = group?.[name];
    return [name, type === 'check' ? Boolean(value) : value === undefined ? '' : type === 'number' ? String(Number((value / unit).toFixed(2))) : value];
  }));
  const first = () => draftTask({ time: start.time ?? soon(terms.clock(), zone), commands: offered()[0].commands });
  const stored = ({ crontab, sun, ...task }) => draftTask({ ...task, crontab, sun, time: time(crontab), kind: sun?.event ?? 'time', offset: sun?.offset ? String(sun.offset) : '', not_before: sun?.not_before ?? '', not_after: sun?.not_after ?? '' });
  return {
    days: group?.period ?? start.days ?? '1111111',
    enabled: group?.enabled ?? true,
    tasks: group ? group.tasks.map(stored) : [first()],
    except_dates: group?.except_dates ?? [],
    typed: '',
    paused: group?.paused_until ? [group.paused_until.slice(0, 10), short(group.paused_until.slice(11))] : ['', ''],
    ...simple,
  };
}

/** A limit for the request; text that is no time is sent as typed, for the API to refuse. */
const limit = text => (text ? readTime(text) ?? text : undefined);

/** Hour and minute keep their spelling while their value stays; text that is no time is sent as typed. */
function taskRequest({ time: text, kind, offset, not_before, not_after, crontab, commands, name, sun }) {
  const read = readTime(text);
  const [hour, minute, second] = read ? read.split(':') : [text];
  const kept = crontab && Number(crontab.hour) === Number(hour) && Number(crontab.minute) === Number(minute) && Number(crontab.second ?? 0) === Number(second ?? 0);
  const at = kept ? crontab : { hour, minute, second: second ?? (crontab?.second ? null : undefined) };
  const sunny = { ...sun, event: kind, offset: offset === '' ? undefined : Number(offset), not_before: limit(not_before), not_after: limit(not_after) };
  return { ...at, sun: kind === 'time' ? (sun ? null : undefined) : sunny, commands, name };
}

export const exceptDates = form => [...new Set([...form.except_dates, ...(form.typed ? [form.typed] : [])])].sort();

/** The group's fields for the API: null clears one that a stored group has. */
export function request(form, group) {
  const none = name => (group?.[name] === undefined ? undefined : null);
  const simple = Object.fromEntries(SIMPLE.map(([name, { type, unit }]) => {
    const value = form[name];
    if (value === '' || value === false) return [name, none(name)];
    return [name, type === 'number' ? Math.round(Number(value) * unit) : value];
  }));
  const dates = exceptDates(form);
  const [date, clock] = form.paused;
  const until = readTime(clock || '0') ?? clock;
  return {
    period: form.days,
    enabled: form.enabled,
    tasks: form.tasks.map(taskRequest),
    except_dates: dates.length ? dates : none('except_dates'),
    paused_until: date ? `${date} ${until.length === 5 ? `${until}:00` : until}` : none('paused_until'),
    ...simple,
  };
}

/** The form's place for a field of the API: hour, minute and second are one input here. */
export const placeOf = field => field.replace(/\.(hour|minute|second|sun(\.(event|offset))?)$/, '.time').replace(/^except_dates.*/, 'except_dates').replace(/^\[/, 'tasks[');

/** Unsaved drafts, kept for this tab by device and schedule. */
const key = (device, group) => `carillon.draft ${device} ${group?.group_id ?? 'new'}`;
export const drafts = {
  keep: (device, group, form) => sessionStorage.setItem(key(device, group), JSON.stringify(form)),
  find: (device, group) => JSON.parse(sessionStorage.getItem(key(device, group)) ?? 'null'),
  drop: (device, group) => sessionStorage.removeItem(key(device, group)),
};
