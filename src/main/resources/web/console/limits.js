// The editor's other fields: the dates within which a schedule runs, and how its commands are pursued.
import { names, OPTIONAL, unknown } from './group.js';
import { h } from './html.js';
import { date } from './time.js';
import { t } from './words.js';

const RULES = ['', 'FREQ=WEEKLY;INTERVAL=2', 'FREQ=MONTHLY;BYDAY=1MO', 'FREQ=MONTHLY;BYMONTHDAY=-1', 'FREQ=DAILY;INTERVAL=2'];
const MORE = names.filter(name => name !== 'label');
const SPECIAL = { dates: Dates, moment: Pause, rule: Rule, check: Check };

export function Limits({ form, set, input, error, place, zone, group, about }) {
  const used = MORE.some(name => (name === 'paused_until' ? form.paused[0] : form[name]?.length || form[name] === true)) || MORE.includes(place);
  const field = name => h(SPECIAL[OPTIONAL[name].type] ?? Line, { key: name, name, form, set, input, error, zone });
  const kept = unknown(group);
  return [
    field('label'),
    h('details', { class: 'limits', open: used },
      h('summary', null, t('editor.limits')),
      h('div', { class: 'fields' }, MORE.filter(name => name !== 'retry_every' || form.confirm || form.retry_every).map(field)),
      h('p', { class: 'hint' }, about.calendar ? t('editor.follows', { calendar: about.calendar }) : t('editor.no-calendar'))),
    kept.length > 0 && h('p', { class: 'hint' }, t('editor.kept', { fields: kept.join(t('comma')) })),
  ];
}

function Line({ name, form, set, input, error }) {
  const { type } = OPTIONAL[name];
  return h('div', null,
    h('label', { for: `f-${name}` }, t(`editor.${name}`)),
    h('input', input(name, { type, value: form[name], maxlength: type === 'text' ? 64 : undefined, min: type === 'number' ? 0 : undefined, step: type === 'number' ? 'any' : undefined, dir: type === 'text' ? 'auto' : undefined, autocomplete: 'off', onInput: event => set({ [name]: event.target.value }) })),
    error(name));
}

function Check({ name, form, set, input, error }) {
  return h('div', null,
    h('label', { class: 'check' }, h('input', input(name, { type: 'checkbox', checked: form[name], onChange: () => set({ [name]: !form[name] }) })), t(`editor.${name}`)),
    error(name));
}

function Rule({ name, form, set, input, error }) {
  const known = RULES.includes(form[name]);
  return h('div', null,
    h('label', { for: known ? `f-${name}` : 'rule-kind' }, t(`editor.${name}`)),
    h('select', { ...(known ? input(name) : { id: 'rule-kind' }), value: known ? form[name] : 'own', onChange: event => set({ [name]: event.target.value === 'own' ? 'FREQ=' : event.target.value }) },
      RULES.map((rule, index) => h('option', { value: rule, key: rule }, t(`rule.${index}`))), h('option', { value: 'own' }, t('rule.own'))),
    !known && h('input', input(name, { 'aria-label': t('rule.own'), value: form[name], spellcheck: false, autocapitalize: 'none', autocomplete: 'off', onInput: event => set({ [name]: event.target.value }) })),
    error(name));
}

function Dates({ name, form, set, input, error }) {
  const add = () => form.typed && set({ [name]: [...new Set([...form[name], form.typed])].sort(), typed: '' });
  const entered = event => {
    if (event.key !== 'Enter' || !form.typed) return;
    event.preventDefault();
    add();
  };
  return h('div', null,
    h('label', { for: `f-${name}` }, t(`editor.${name}`)),
    h('div', { class: 'joined' },
      h('input', input(name, { type: 'date', value: form.typed, onInput: event => set({ typed: event.target.value }), onKeyDown: entered })),
      h('button', { type: 'button', onClick: add }, t('editor.except.add'))),
    form[name].length > 0 && h('ul', { class: 'tags' }, form[name].map(one => h('li', { key: one },
      h('span', null, date(one)),
      h('button', { type: 'button', 'aria-label': t('editor.except.remove', { date: date(one) }), onClick: () => set({ [name]: form[name].filter(other => other !== one) }) }, '×')))),
    error(name));
}

function Pause({ name, form: { paused }, set, input, error, zone }) {
  return h('div', null,
    h('label', { for: `f-${name}` }, t(`editor.${name}`)),
    h('div', { class: 'joined' },
      h('input', input(name, { type: 'date', value: paused[0], onInput: event => set({ paused: [event.target.value, paused[1]] }) })),
      h('input', { class: 'number short', inputmode: 'numeric', placeholder: '00:00', 'aria-label': t('editor.paused_time', { zone }), value: paused[1], onInput: event => set({ paused: [paused[0], event.target.value] }) })),
    error(name));
}
