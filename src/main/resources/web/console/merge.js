// Merges two people's changes of one schedule: what only one of them changed is taken, what both did is chosen.
import { called } from './actions.js';
import { names, OPTIONAL } from './group.js';
import { h, useState } from './html.js';
import { inWords } from './period.js';
import { when } from './schedules.js';
import { span } from './time.js';
import { t } from './words.js';

const FIELDS = ['period', 'enabled', ...names];
const same = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

const flat = ({ crontab, hour, minute, second, commands, sun, name }) => ({
  hour: crontab?.hour ?? hour, minute: crontab?.minute ?? minute, second: (crontab?.second ?? second) || undefined, sun: sun ?? undefined, commands, name,
});
const byName = tasks => Object.fromEntries(tasks.filter(task => task.name).map(task => [task.name, flat(task)]));

/** A version as fields and tasks by name; a request's new tasks have none. */
const parts = version => ({ ...Object.fromEntries(FIELDS.map(name => [name, version[name] ?? null])), ...Object.fromEntries(Object.entries(byName(version.tasks)).map(([name, task]) => [`task ${name}`, task])) });

/** What differs: each with the three values, and whether both sides changed it. */
export function differences(base, mine, theirs) {
  const [was, my, their] = [parts(base), parts(mine), parts(theirs)];
  return [...new Set([...Object.keys(was), ...Object.keys(my), ...Object.keys(their)])]
    .filter(key => !same(my[key], their[key]))
    .map(key => ({ key, mine: my[key], theirs: their[key], both: !same(was[key], my[key]) && !same(was[key], their[key]), mineChanged: !same(was[key], my[key]) }));
}

/** @param chosen `mine` or `theirs` by the key of what both changed */
export function merged(base, mine, theirs, chosen) {
  const result = parts(theirs);
  for (const one of differences(base, mine, theirs))
    if (one.both ? chosen[one.key] !== 'theirs' : one.mineChanged) result[one.key] = one.mine;
  const tasks = Object.entries(result).filter(([key, value]) => key.startsWith('task ') && value).map(([, task]) => task);
  const fields = Object.fromEntries(FIELDS.map(name => [name, result[name]]));
  const all = [...tasks, ...mine.tasks.filter(task => !task.name).map(flat)];
  return {
    request: { ...fields, tasks: all },
    group: { ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value ?? undefined])), tasks: all.map(({ hour, minute, second, ...task }) => ({ ...task, crontab: { hour, minute, second } })) },
  };
}

export function Merge({ base, mine, theirs, terms, cancel, choose }) {
  const all = differences(base, mine, theirs);
  const [chosen, setChosen] = useState({});
  const value = (key, one) => {
    if (one === null || one === undefined) return t('merge.none');
    if (key.startsWith('task ')) return `${when({ crontab: { hour: one.hour, minute: one.minute ?? '00', second: one.second }, sun: one.sun })} ${called(one.commands)}`;
    if (key === 'period') return inWords(one, terms);
    if (OPTIONAL[key]?.type === 'number') return span(one * 1000);
    if (typeof one === 'boolean') return t(one ? 'state.on' : 'state.off');
    return Array.isArray(one) ? one.join(t('comma')) : String(one);
  };
  const name = key => t(key.startsWith('task ') ? 'merge.task' : `merge.${key}`);
  const option = (one, side) => h('label', { class: 'side' },
    h('input', { type: 'radio', name: one.key, checked: (chosen[one.key] ?? 'mine') === side, onChange: () => setChosen({ ...chosen, [one.key]: side }) }),
    h('span', null, t(`merge.${side}`)), h('bdi', null, value(one.key, one[side])));
  return h('form', { onSubmit: event => {
    event.preventDefault();
    choose(chosen);
  } },
  h('p', null, t('merge.lead')),
  all.map(one => h('fieldset', { class: 'merge', key: one.key },
    h('legend', null, name(one.key)),
    one.both ? [option(one, 'mine'), option(one, 'theirs')]
      : h('p', null, t(one.mineChanged ? 'merge.only-mine' : 'merge.only-theirs'), ' ', h('bdi', null, value(one.key, one.mineChanged ? one.mine : one.theirs))))),
  h('div', { class: 'dialog-foot' },
    h('button', { type: 'button', onClick: cancel }, t('close')),
    h('button', { class: 'primary' }, t('merge.save'))));
}
