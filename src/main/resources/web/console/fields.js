// The editor's first fields: what it does and when, and on which days.
import { actionOf, Icon, nameOf, offered } from './actions.js';
import { draftTask } from './form.js';
import { h } from './html.js';
import { only, order } from './period.js';
import { dayName } from './time.js';
import { t } from './words.js';

const MOST_TASKS = 50;
const SUN = ['dawn', 'sunrise', 'sunset', 'dusk'];

export function Tasks({ form, set, input, error }) {
  const setTask = (id, changed) => set({ tasks: form.tasks.map(task => (task.id === id ? { ...task, ...changed } : task)) });
  const add = () => set({ tasks: [...form.tasks, draftTask({ time: form.tasks.at(-1).time, commands: (offered().find(one => one.ends === actionOf(form.tasks.at(-1).commands)?.id) ?? offered()[0]).commands })] });
  return h('fieldset', { class: 'task-fields' },
    h('legend', null, t('editor.tasks')),
    form.tasks.map((task, index) => h(Task, { key: task.id, task, index, input, error, set: changed => setTask(task.id, changed), remove: form.tasks.length > 1 && (() => set({ tasks: form.tasks.filter(one => one.id !== task.id) })) })),
    form.tasks.length < MOST_TASKS && h('button', { type: 'button', class: 'quiet add', onClick: add }, t('editor.add')));
}

function Task({ task, index, input, error, set, remove }) {
  const at = `tasks[${index}]`;
  const named = !task.raw && actionOf(task.commands);
  return h('div', { class: 'task' },
    h('div', { class: 'picks', role: 'group', 'aria-label': t('editor.action') },
      offered().map(action => h('button', { type: 'button', key: action.id, 'aria-pressed': named === action, onClick: () => set({ commands: action.commands, raw: false }) }, h(Icon, { action }), h('bdi', null, nameOf(action)))),
      h('button', { type: 'button', 'aria-pressed': !named, onClick: () => set({ raw: true }) }, t('editor.other'))),
    !named && h('div', { class: 'wide' },
      h('label', { for: `f-${at}.commands` }, t('editor.commands')),
      h('textarea', input(`${at}.commands`, { rows: Math.min(6, task.commands.split('\n').length + 1), value: task.commands, dir: 'ltr', spellcheck: false, autocapitalize: 'none', onInput: event => set({ commands: event.target.value, raw: true }) }))),
    error(`${at}.commands`),
    h('div', { class: 'task-when' },
      h('div', null,
        h('label', { for: `kind-${task.id}` }, t('editor.when')),
        h('select', { id: `kind-${task.id}`, value: task.kind, onChange: event => set({ kind: event.target.value }) },
          h('option', { value: 'time' }, t('editor.clock')), SUN.map(event => h('option', { value: event, key: event }, t(`sun.${event}`))))),
      h('div', null,
        h('label', { for: `f-${at}.time` }, t(task.kind === 'time' ? 'editor.time' : 'editor.instead')),
        h('input', input(`${at}.time`, { value: task.time, class: 'number', inputmode: 'numeric', placeholder: '07:30', autofocus: index === 0, autocomplete: 'off', onInput: event => set({ time: event.target.value }) }))),
      task.kind !== 'time' && [
        h('div', { key: 'offset' },
          h('label', { for: `offset-${task.id}` }, t('editor.offset')),
          h('input', { id: `offset-${task.id}`, class: 'number', type: 'number', min: -720, max: 720, value: task.offset, onInput: event => set({ offset: event.target.value }) })),
        ['not_before', 'not_after'].map(name => h('div', { key: name },
          h('label', { for: `f-${at}.sun.${name}` }, t(`editor.${name}`)),
          h('input', input(`${at}.sun.${name}`, { value: task[name], class: 'number', inputmode: 'numeric', placeholder: '–', autocomplete: 'off', onInput: event => set({ [name]: event.target.value }) })))),
      ],
      remove && h('button', { type: 'button', class: 'quiet icon', 'aria-label': t('editor.remove', { number: index + 1 }), onClick: remove }, '×')),
    ['time', 'sun.not_before', 'sun.not_after'].map(name => error(`${at}.${name}`)));
}

export function Days({ form: { days }, terms, set, input, error }) {
  const flip = index => set({ days: [...days].map((digit, at) => (at === index ? (digit === '1' ? '0' : '1') : digit)).join('') });
  return h('fieldset', { class: 'days' },
    h('legend', null, t('editor.days')),
    h('div', { class: 'pills' }, order(terms).map((day, index) => h('label', { key: day },
      h('input', { ...(index === 0 ? input('period') : {}), type: 'checkbox', checked: days[index] === '1', onChange: () => flip(index) }),
      h('span', { 'aria-hidden': 'true' }, dayName(day)),
      h('span', { class: 'unseen' }, dayName(day, 'long'))))),
    h('div', { class: 'presets' },
      [['days.every', [0, 1, 2, 3, 4, 5, 6]], ['days.weekdays', [1, 2, 3, 4, 5]], ['days.weekend', [0, 6]], ['once', []]].map(([key, wanted]) =>
        h('button', { type: 'button', class: 'link', key, 'aria-pressed': days === only(wanted, terms), onClick: () => set({ days: only(wanted, terms) }) }, t(key)))),
    days === '0000000' && h('p', { class: 'hint' }, t('editor.once')),
    error('period'));
}
