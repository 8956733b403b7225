// An administrator's part of a device: who is bound to it, and its zone.
import { h, useState } from './html.js';
import { path } from './api.js';
import { t } from './words.js';

const ZONES = Intl.supportedValuesOf?.('timeZone') ?? [];

export function People({ api, device, session, change, attempt, users, zone }) {
  return h('section', { class: 'card people', 'aria-labelledby': 'people-title' },
    h('h2', { id: 'people-title' }, t('people.title')),
    h('div', { class: 'halves' },
      h('div', null,
        h('h3', null, t('people.users')),
        users.length === 0
          ? h('p', { class: 'nothing' }, t('people.none'))
          : h('ul', { class: 'tags' }, users.map(user => h('li', { key: user },
            h('span', null, user),
            h('button', { type: 'button', 'aria-label': t('people.unbind', { user }), title: t('people.unbind', { user }), onClick: () => change(() => api.delete(path.binding(device, user))) }, '×')))),
        h(Field, { id: 'bind', label: t('people.bind'), button: t('people.bind.go'), placeholder: session.user, save: user => attempt(() => api.put(path.binding(device, user))), empties: true })),
      h('div', null,
        h('h3', null, t('people.zone')),
        h(Field, { id: 'zone', label: t('people.zone.label'), button: t('people.zone.go'), value: zone, key: zone, options: ZONES, save: wanted => attempt(() => api.put(path.device(device), { time_zone: wanted })) }),
        h('p', { class: 'hint' }, t('people.zone.hint')))));
}

function Field({ id, label, button, value = '', placeholder, options, save, empties }) {
  const [text, setText] = useState(value);
  const [error, setError] = useState(null);
  const submit = async event => {
    event.preventDefault();
    const refusal = await save(text.trim());
    setError(refusal?.message ?? null);
    if (!refusal && empties) setText('');
  };
  return h('form', { onSubmit: submit },
    h('label', { for: id }, label),
    h('div', { class: 'joined' },
      h('input', { id, value: text, placeholder, required: true, spellcheck: false, autocapitalize: 'none', autocomplete: 'off', list: options && `${id}-options`, onInput: event => setText(event.target.value), 'aria-invalid': Boolean(error), 'aria-describedby': error ? `${id}-error` : undefined }),
      options && h('datalist', { id: `${id}-options` }, options.map(one => h('option', { key: one, value: one }))),
      h('button', null, button)),
    error && h('p', { class: 'field-error', id: `${id}-error`, role: 'alert' }, error));
}
