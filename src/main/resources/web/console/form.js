// A schedule as the editor's form holds it, and the request that the form makes.
import { offered } from './actions.js';
import { readTime, soon } from './time.js';

let made = 0;
export const draftTask = task => ({ id: `t${Date.now().toString(36)}${++made}`, kind: 'time', offset: '', ...task });

/** Fields that are kept as they are written, by the unit that people write them in. */
export const SIMPLE = {
  label: { type: 'text', unit: 1 },
  start_date: { type: 'date' },
  end_date: { type: 'date' },
  rrule: { type: 'rule' },
  jitter: { type: 'number', unit: 60 },
  valid_for: { type: 'number', unit: 60 },
  confirm: { type: 'check' },
  latest_only: { type: 'check' },
};

const time = crontab => [crontab.hour, crontab.minute, ...(Number(crontab.second ?? 0) ? [crontab.second] : [])].map(part => part.padStart(2, '0')).join(':');

export function filled(group, { zone, terms, start = {} }) {
  if (!group) {
    return { days: start.days ?? '1111111', enabled: true, tasks: [draftTask({ time: start.time ?? soon(terms.clock(), zone), commands: offered()[0].commands })], except_dates: [], typed: '', paused: ['', ''], ...blank() };
  }
  const simple = Object.fromEntries(Object.entries(SIMPLE).map(([name, { type, unit }]) => {
    const value = group[name];
    return [name, type === 'check' ? Boolean(value) : value === undefined ? '' : type === 'number' ? String(value / unit) : value];
  }));
  return {
    days: group.period,
    enabled: group.enabled,
    tasks: group.tasks.map(({ crontab, commands, name, sun }) => draftTask({ name, crontab, commands, sun, time: time(crontab), kind: sun?.event ?? 'time', offset: sun?.offset ? String(sun.offset) : '' })),
    except_dates: group.except_dates ?? [],
    typed: '',
    paused: group.paused_until ? [group.paused_until.slice(0, 10), group.paused_until.slice(11, 16)] : ['', ''],
    ...simple,
  };
}

const blank = () => Object.fromEntries(Object.entries(SIMPLE).map(([name, { type }]) => [name, type === 'check' ? false : '']));

/** Hour and minute stay written as they were where their value stays; what is no time goes out as it is, to be refused. */
function taskRequest({ time: text, kind, offset, crontab, commands, name, sun }) {
  const read = readTime(text);
  const [hour, minute, second] = read ? read.split(':') : [text];
  const kept = crontab && Number(crontab.hour) === Number(hour) && Number(crontab.minute) === Number(minute) && Number(crontab.second ?? 0) === Number(second ?? 0);
  const at = kept ? crontab : { hour, minute, second: second ?? (crontab?.second ? null : undefined) };
  const sunny = kind === 'time' ? (sun ? null : undefined) : { ...sun, event: kind, offset: offset === '' ? undefined : Number(offset) };
  return { ...at, sun: sunny, commands, name };
}

export const exceptDates = form => [...new Set([...form.except_dates, ...(form.typed ? [form.typed] : [])])].sort();

/** The group's fields as the API takes them: null clears one that a stored group has. */
export function request(form, group) {
  const none = name => (group?.[name] === undefined ? undefined : null);
  const simple = Object.fromEntries(Object.entries(SIMPLE).map(([name, { type, unit }]) => {
    const value = form[name];
    if (value === '' || value === false) return [name, none(name)];
    return [name, type === 'number' ? Math.round(Number(value) * unit) : value];
  }));
  const dates = exceptDates(form);
  const [date, clock] = form.paused;
  return {
    period: form.days,
    enabled: form.enabled,
    tasks: form.tasks.map(taskRequest),
    except_dates: dates.length ? dates : none('except_dates'),
    paused_until: date ? `${date} ${(readTime(clock || '0') ?? clock).slice(0, 5)}:00` : none('paused_until'),
    ...simple,
  };
}

/** The form's place for a field of the API: hour, minute and second are one input here. */
export const placeOf = field => field.replace(/\.(hour|minute|second|sun(\..*)?)$/, '.time').replace(/^except_dates.*/, 'except_dates').replace(/^\[/, 'tasks[');

/** What was typed and not saved, kept for this tab by device and schedule. */
const key = (device, group) => `carillon.draft ${device} ${group?.group_id ?? 'new'}`;
export const drafts = {
  keep: (device, group, form) => sessionStorage.setItem(key(device, group), JSON.stringify(form)),
  find: (device, group) => JSON.parse(sessionStorage.getItem(key(device, group)) ?? 'null'),
  drop: (device, group) => sessionStorage.removeItem(key(device, group)),
};
