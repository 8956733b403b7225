// The form of one schedule. A refusal of the API is shown at the field that its message names.
import { Alert, h, useRef, useState } from './html.js';
import { HIDDEN, path } from './api.js';
import { Dialog } from './dialog.js';
import { order } from './period.js';
import { dayName, soon } from './time.js';
import { t } from './words.js';

const BOUNDS = ['start_date', 'end_date', 'except_dates', 'paused_until'];
const MOST_TASKS = 50;

/** A group's PUT: as it is, but for what is changed. A PUT clears what it does not repeat. */
export function body(group, changed) {
  const same = {
    period: group.period,
    enabled: group.enabled,
    tasks: group.tasks.map(({ crontab, commands, name }) => ({ ...crontab, commands, name })),
  };
  for (const bound of BOUNDS) if (group[bound] !== undefined) same[bound] = group[bound];
  return { ...same, ...changed };
}

/** A key of its own for each content, so that a repeated POST creates nothing twice. */
function keyFor(content, last) {
  if (last?.content === content) return last;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return { content, key: Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('') };
}

let tasksMade = 0;
const draft = task => ({ id: ++tasksMade, ...task });

function filled(group, zone, terms) {
  if (!group) return {
    days: '1111111', enabled: true, tasks: [draft({ time: soon(terms.clock(), zone), commands: '{"switch":1}' })],
    start_date: '', end_date: '', except_dates: [], paused_until: '',
  };
  return {
    days: group.period,
    enabled: group.enabled,
    tasks: group.tasks.map(({ crontab, commands, name }) => draft({ name, crontab, commands, time: `${crontab.hour.padStart(2, '0')}:${crontab.minute.padStart(2, '0')}` })),
    start_date: group.start_date ?? '',
    end_date: group.end_date ?? '',
    except_dates: group.except_dates ?? [],
    paused_until: group.paused_until?.replace(' ', 'T') ?? '',
  };
}

/** The request; hour and minute stay written as they were where their value stays. */
function request(form, device, isNew) {
  const tasks = form.tasks.map(({ time, crontab, commands, name }) => {
    const [hour, minute] = time ? time.split(':') : [];
    const kept = crontab && Number(crontab.hour) === Number(hour) && Number(crontab.minute) === Number(minute);
    return { ...(kept ? crontab : { hour, minute }), commands, name };
  });
  return {
    ...(isNew ? { device_id: device } : { enabled: form.enabled }),
    period: form.days,
    tasks,
    start_date: form.start_date || null,
    end_date: form.end_date || null,
    except_dates: form.except_dates.length ? form.except_dates : null,
    paused_until: form.paused_until ? `${form.paused_until.replace('T', ' ')}:00`.slice(0, 19) : null,
  };
}

/** The form's place for a field of the API: hour and minute are one input here. */
const placeOf = field => field.replace(/\.(hour|minute)$/, '.time').replace(/^except_dates.*/, 'except_dates');

/** @param ifMatch the headers with which the group is changed only if it is still what is shown */
export function Editor({ api, device, group, ifMatch, zone, terms, saved, close }) {
  const [form, setForm] = useState(() => filled(group, zone, terms));
  const [refusal, setRefusal] = useState(null);
  const [busy, setBusy] = useState(false);
  const key = useRef(null);
  const element = useRef();

  const set = changed => setForm({ ...form, ...changed });
  const setTask = (id, changed) => set({ tasks: form.tasks.map(task => (task.id === id ? { ...task, ...changed } : task)) });
  const place = refusal?.field && placeOf(refusal.field);

  const submit = async event => {
    event.preventDefault();
    setBusy(true);
    setRefusal(null);
    const asked = request(form, device, !group);
    try {
      if (group) await api.put(path.group(group.group_id), asked, ifMatch);
      else {
        key.current = keyFor(JSON.stringify(asked), key.current);
        await api.post(path.newGroup, asked, { 'idempotency-key': key.current.key });
      }
    } catch (refused) {
      setBusy(false);
      // it, or a task of it, was there when the form was opened
      if (group && refused.code === HIDDEN) refused.message = t('error.stale');
      setRefusal(refused);
      const wrong = refused.field && element.current.querySelector(`[data-field="${placeOf(refused.field)}"]`);
      wrong?.focus();
      return;
    }
    close();
    saved();
  };

  /** What every input has: its place, and what is wrong there. */
  const input = (field, more) => ({
    id: `f-${field}`, 'data-field': field, 'aria-invalid': place === field, 'aria-describedby': place === field ? `e-${field}` : undefined, ...more,
  });
  const error = field => place === field && h('p', { class: 'field-error', id: `e-${field}`, role: 'alert' }, refusal.message);
  const shown = ['period', 'start_date', 'end_date', 'except_dates', 'paused_until'].includes(place)
    || form.tasks.some((_, index) => [`tasks[${index}].time`, `tasks[${index}].commands`].includes(place));

  return h(Dialog, { title: t(group ? 'editor.edit' : 'editor.new', { device }), close },
    h('form', { ref: element, onSubmit: submit, noValidate: true },
      refusal && !shown && h(Alert, null, refusal.message),
      h(Days, { days: form.days, terms, set: days => set({ days }), input, error }),
      h('fieldset', { class: 'task-fields' },
        h('legend', null, t('editor.tasks')),
        form.tasks.map((task, index) => h('div', { class: 'task', key: task.id },
          h('div', { class: 'task-time' },
            h('label', { for: `f-tasks[${index}].time` }, t('editor.time')),
            h('input', input(`tasks[${index}].time`, { type: 'time', value: task.time, onInput: event => setTask(task.id, { time: event.target.value }) }))),
          h('div', { class: 'task-commands' },
            h('label', { for: `f-tasks[${index}].commands` }, t('editor.commands')),
            h('textarea', input(`tasks[${index}].commands`, { rows: Math.min(6, task.commands.split('\n').length), value: task.commands, spellcheck: false, autocapitalize: 'none', onInput: event => setTask(task.id, { commands: event.target.value }) }))),
          form.tasks.length > 1 && h('button', { type: 'button', class: 'quiet remove', 'aria-label': t('editor.remove', { number: index + 1 }), title: t('editor.remove', { number: index + 1 }), onClick: () => set({ tasks: form.tasks.filter(one => one.id !== task.id) }) }, '×'),
          error(`tasks[${index}].time`), error(`tasks[${index}].commands`))),
        form.tasks.length < MOST_TASKS && h('button', { type: 'button', class: 'quiet add', onClick: () => set({ tasks: [...form.tasks, draft({ time: form.tasks.at(-1).time, commands: form.tasks.at(-1).commands })] }) }, t('editor.add'))),
      h(Limits, { form, set, input, error, open: BOUNDS.some(bound => form[bound].length) || BOUNDS.includes(place), zone }),
      h('div', { class: 'dialog-foot' },
        h('p', { class: 'hint' }, t('editor.zone', { zone })),
        h('button', { type: 'button', onClick: close }, t('cancel')),
        h('button', { class: 'primary', disabled: busy }, t(busy ? 'editor.saving' : group ? 'editor.save' : 'editor.create')))));
}

function Days({ days, terms, set, input, error }) {
  const flip = index => set([...days].map((digit, at) => (at === index ? (digit === '1' ? '0' : '1') : digit)).join(''));
  const only = wanted => order(terms).map(day => (wanted.includes(day) ? '1' : '0')).join('');
  return h('fieldset', { class: 'days' },
    h('legend', null, t('editor.days')),
    h('div', { class: 'pills' }, order(terms).map((day, index) => h('label', { key: day },
      h('input', { ...(index === 0 ? input('period') : {}), type: 'checkbox', checked: days[index] === '1', onChange: () => flip(index) }),
      h('span', { 'aria-hidden': 'true' }, dayName(day)),
      h('span', { class: 'unseen' }, dayName(day, 'long'))))),
    h('div', { class: 'presets' },
      [['days.every', [0, 1, 2, 3, 4, 5, 6]], ['days.weekdays', [1, 2, 3, 4, 5]], ['days.weekend', [0, 6]], ['once', []]].map(([key, wanted]) =>
        h('button', { type: 'button', class: 'link', key, 'aria-pressed': days === only(wanted), onClick: () => set(only(wanted)) }, t(key)))),
    days === '0000000' && h('p', { class: 'hint' }, t('editor.once')),
    error('period'));
}

function Limits({ form, set, input, error, open, zone }) {
  const [day, setDay] = useState('');
  const field = (name, type) => h('div', null,
    h('label', { for: `f-${name}` }, t(`editor.${name}`)),
    h('input', input(name, { type, value: form[name], step: type === 'datetime-local' ? 60 : undefined, onInput: event => set({ [name]: event.target.value }) })),
    error(name));
  const add = () => {
    if (day) set({ except_dates: [...new Set([...form.except_dates, day])].sort() });
    setDay('');
  };
  return h('details', { class: 'limits', open },
    h('summary', null, t('editor.limits')),
    h('div', { class: 'grid' },
      field('start_date', 'date'),
      field('end_date', 'date'),
      h('div', null,
        h('label', { for: 'f-except_dates' }, t('editor.except_dates')),
        h('div', { class: 'joined' },
          h('input', input('except_dates', { type: 'date', value: day, onInput: event => setDay(event.target.value) })),
          h('button', { type: 'button', onClick: add }, t('editor.except.add'))),
        form.except_dates.length > 0 && h('ul', { class: 'tags' }, form.except_dates.map(one => h('li', { key: one },
          h('span', null, one),
          h('button', { type: 'button', 'aria-label': t('editor.except.remove', { date: one }), onClick: () => set({ except_dates: form.except_dates.filter(other => other !== one) }) }, '×')))),
        error('except_dates')),
      field('paused_until', 'datetime-local')));
}
