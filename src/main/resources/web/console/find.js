// Finding a device: by its id, or among those looked at before in this browser.
import { h, useState } from './html.js';
import { t } from './words.js';

const SEEN = 'carillon.devices';
const MOST = 8;

function seen() {
  try {
    const devices = JSON.parse(localStorage.getItem(SEEN));
    return Array.isArray(devices) ? devices.filter(id => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

export function remember(device) {
  localStorage.setItem(SEEN, JSON.stringify([device, ...seen().filter(id => id !== device)].slice(0, MOST)));
}

/** Whoever signs in next need not know which. */
export function forget() {
  localStorage.removeItem(SEEN);
}

const address = device => `#/device/${encodeURIComponent(device)}`;

/** @param prominent a page of its own instead of a field in the head */
export function Find({ device = '', prominent = false }) {
  const [text, setText] = useState(device);
  const submit = event => {
    event.preventDefault();
    const id = text.trim();
    if (id) location.hash = address(id);
  };
  const field = h('form', { class: 'find', role: 'search', onSubmit: submit },
    h('label', { for: 'device', class: prominent ? undefined : 'unseen' }, t('find.label')),
    h('div', { class: 'joined' },
      h('input', {
        id: 'device', value: text, maxlength: 128, spellcheck: false, autocapitalize: 'none', autocomplete: 'off',
        placeholder: t('find.placeholder'), onInput: event => setText(event.target.value), autofocus: prominent,
      }),
      h('button', { class: prominent ? 'primary' : undefined }, t('find.go'))));
  if (!prominent) return field;
  const before = seen();
  return h('section', { class: 'narrow card' },
    h('h1', null, t('find.title')),
    field,
    before.length > 0 && h('div', { class: 'before' },
      h('h2', null, t('find.before')),
      h('ul', { class: 'tags' }, before.map(id => h('li', { key: id }, h('a', { href: address(id) }, id))))));
}
