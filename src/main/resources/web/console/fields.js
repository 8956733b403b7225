// The editor's fields: what it does and when, on which days, within which bounds.
import { actionOf, Icon, nameOf, offered } from './actions.js';
import { draftTask, SIMPLE } from './form.js';
import { h } from './html.js';
import { only, order } from './period.js';
import { date, dayName } from './time.js';
import { t } from './words.js';

const MOST_TASKS = 50;
const SUN = ['dawn', 'sunrise', 'sunset', 'dusk'];
const RULES = ['', 'FREQ=WEEKLY;INTERVAL=2', 'FREQ=MONTHLY;BYDAY=1MO', 'FREQ=MONTHLY;BYMONTHDAY=-1', 'FREQ=DAILY;INTERVAL=2'];
const MORE = ['start_date', 'end_date', 'except_dates', 'paused_until', 'rrule', 'jitter', 'valid_for', 'confirm', 'latest_only'];

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
      task.kind !== 'time' && h('div', null,
        h('label', { for: `offset-${task.id}` }, t('editor.offset')),
        h('input', { id: `offset-${task.id}`, class: 'number', type: 'number', min: -720, max: 720, value: task.offset, onInput: event => set({ offset: event.target.value }) })),
      remove && h('button', { type: 'button', class: 'quiet icon', 'aria-label': t('editor.remove', { number: index + 1 }), onClick: remove }, '×')),
    error(`${at}.time`));
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

export function Limits({ form, set, input, error, place, zone }) {
  const used = MORE.some(name => (name === 'paused_until' ? form.paused[0] : form[name]?.length || form[name] === true)) || MORE.includes(place);
  const field = name => h(Field, { key: name, name, value: form[name], set: value => set({ [name]: value }), input, error });
  const add = () => form.typed && set({ except_dates: [...new Set([...form.except_dates, form.typed])].sort(), typed: '' });
  return [
    field('label'),
    h('details', { class: 'limits', open: used },
      h('summary', null, t('editor.limits')),
      h('div', { class: 'fields' },
        field('start_date'), field('end_date'),
        h('div', null,
          h('label', { for: 'f-except_dates' }, t('editor.except_dates')),
          h('div', { class: 'joined' },
            h('input', input('except_dates', { type: 'date', value: form.typed, onInput: event => set({ typed: event.target.value }), onKeyDown: event => {
              if (event.key !== 'Enter' || !form.typed) return;
              event.preventDefault();
              add();
            } })),
            h('button', { type: 'button', onClick: add }, t('editor.except.add'))),
          form.except_dates.length > 0 && h('ul', { class: 'tags' }, form.except_dates.map(one => h('li', { key: one },
            h('span', null, date(one)),
            h('button', { type: 'button', 'aria-label': t('editor.except.remove', { date: date(one) }), onClick: () => set({ except_dates: form.except_dates.filter(other => other !== one) }) }, '×')))),
          error('except_dates')),
        h('div', null,
          h('label', { for: 'f-paused_until' }, t('editor.paused_until')),
          h('div', { class: 'joined' },
            h('input', input('paused_until', { type: 'date', value: form.paused[0], onInput: event => set({ paused: [event.target.value, form.paused[1]] }) })),
            h('input', { class: 'number short', inputmode: 'numeric', placeholder: '00:00', 'aria-label': t('editor.paused_time', { zone }), value: form.paused[1], onInput: event => set({ paused: [form.paused[0], event.target.value] }) })),
          error('paused_until')),
        ['rrule', 'jitter', 'valid_for', 'confirm', 'latest_only'].map(field))),
  ];
}

function Field({ name, value, set, input, error }) {
  const { type } = SIMPLE[name];
  if (type === 'check') return h('label', { class: 'check' }, h('input', input(name, { type: 'checkbox', checked: value, onChange: () => set(!value) })), t(`editor.${name}`), error(name));
  const known = type === 'rule' && RULES.includes(value);
  return h('div', null,
    h('label', { for: `f-${name}` }, t(`editor.${name}`)),
    type === 'rule' && h('select', { ...(known && input(name)), 'aria-label': t('editor.rrule'), value: known ? value : 'own', onChange: event => set(event.target.value === 'own' ? 'FREQ=' : event.target.value) },
      RULES.map((rule, index) => h('option', { value: rule, key: rule }, t(`rule.${index}`))), h('option', { value: 'own' }, t('rule.own'))),
    !known && h('input', input(name, { type: type === 'rule' ? 'text' : type, value, maxlength: type === 'text' ? 64 : undefined, min: type === 'number' ? 0 : undefined, dir: type === 'text' ? 'auto' : undefined, autocomplete: 'off', onInput: event => set(event.target.value) })),
    error(name));
}
