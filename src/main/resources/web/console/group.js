// The fields of a group and of its tasks, in one place for the editor, undo, merge and copy.

/** Every optional field of a group, in the editor's order; a number is written in units of so many seconds. */
export const OPTIONAL = {
  label: { type: 'text' },
  start_date: { type: 'date' },
  end_date: { type: 'date' },
  except_dates: { type: 'dates' },
  paused_until: { type: 'moment' },
  rrule: { type: 'rule' },
  jitter: { type: 'number', unit: 60 },
  valid_for: { type: 'number', unit: 60 },
  confirm: { type: 'check' },
  retry_every: { type: 'number', unit: 1 },
  latest_only: { type: 'check' },
  ignore_calendar: { type: 'check' },
};
const ALWAYS = ['tasks', 'period', 'enabled', 'group_id', 'update_time', 'create_time'];

export const names = Object.keys(OPTIONAL);

/** Fields of a newer service; a PUT leaves them unchanged. */
export const unknown = group => Object.keys(group ?? {}).filter(name => !ALWAYS.includes(name) && !(name in OPTIONAL));

/** A task in the form of requests. */
const flat = ({ crontab, ...task }) => ({ ...crontab, ...task });

/** The PUT that keeps the group except for `changed`: fields that a PUT does not name stay. */
export const body = (group, changed) => ({ period: group.period, enabled: group.enabled, tasks: group.tasks.map(flat), ...changed });

/** The same with every field named, so that what a change cleared comes back. */
export const whole = group => body(group, Object.fromEntries(names.map(name => [name, group[name] ?? null])));

/** The POST that makes the same group on a device. */
export function creation(group, device) {
  const { group_id, update_time, create_time, ...kept } = group;
  return { ...kept, device_id: device, tasks: group.tasks.map(flat).map(({ name, ...task }) => task) };
}
