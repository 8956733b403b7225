// Commands with names: those of CARILLON_CONSOLE_ACTIONS, from `terms.json`; by default on and off.
import { h } from './html.js';
import { spoken, t } from './words.js';

/** Icons that an operator may name; any other short text is shown as it is. */
const ICONS = {
  on: 'M12 3v8M7 6.5a7.5 7.5 0 1 0 10 0',
  off: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z',
  up: 'M12 20V5M5 11l7-7 7 7',
  down: 'M12 4v15M5 13l7 7 7-7',
  warm: 'M12 3c4 5 6 7 6 11a6 6 0 0 1-12 0c0-2 1-4 3-5 0 2 1 3 2 3 1-3 0-5 1-9Z',
  water: 'M12 3c4 5 6 8 6 11a6 6 0 0 1-12 0c0-3 2-6 6-11Z',
  lock: 'M6 11h12v9H6ZM8 11V8a4 4 0 0 1 8 0v3',
  unlock: 'M6 11h12v9H6ZM8 11V8a4 4 0 0 1 8-1',
  bell: 'M12 4a6 6 0 0 1 6 6v4l2 4H4l2-4v-4a6 6 0 0 1 6-6Z',
};

let actions = [];

export function learn(terms) {
  actions = terms.actions ?? [];
}

export const offered = () => actions;

/** One text for all spellings of a JSON value. */
function canonical(text) {
  const sorted = value => (Array.isArray(value) ? value.map(sorted)
    : value && typeof value === 'object' ? Object.fromEntries(Object.keys(value).sort().map(key => [key, sorted(value[key])])) : value);
  try {
    return JSON.stringify(sorted(JSON.parse(text)));
  } catch {
    return null;
  }
}

/** The action with these commands, if there is one. */
export function actionOf(commands) {
  const same = canonical(commands ?? '');
  return same === null ? undefined : actions.find(action => canonical(action.commands) === same);
}

export const nameOf = action => action.name[spoken()] ?? action.name.en;

/** The commands' name for people. */
export function called(commands) {
  if (commands === undefined) return t('task.removed');
  const action = actionOf(commands);
  return action ? nameOf(action) : commands;
}

/** Whether the second ends what the first began. */
export function ends(first, second) {
  const [began, ended] = [actionOf(first), actionOf(second)];
  return Boolean(began && ended?.ends === began.id);
}

export function Icon({ commands, action = actionOf(commands) }) {
  const drawn = ICONS[action?.icon];
  if (drawn) return h('svg', { class: 'action-icon', viewBox: '0 0 24 24', 'aria-hidden': 'true' }, h('path', { d: drawn }));
  return action?.icon ? h('span', { class: 'action-icon', 'aria-hidden': 'true' }, action.icon) : null;
}

/** The commands by their name and icon, or as text. */
export function Command({ commands }) {
  const named = commands === undefined || actionOf(commands);
  return h('span', { class: 'command', title: named ? commands : undefined },
    h(Icon, { commands }), named ? h('bdi', null, called(commands)) : h('code', null, h('bdi', null, commands)));
}
