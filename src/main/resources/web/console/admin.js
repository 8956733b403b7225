// An administrator's part of a device: who is bound to it, its name, zone, place, calendar and pause.
import { readTime } from './time.js';
import { path } from './api.js';
import { h, useEffect, useState } from './html.js';
import { t } from './words.js';

const ZONES = Intl.supportedValuesOf?.('timeZone') ?? [];

export function Admin({ api, session, seen, act }) {
  const { about, users } = seen;
  const [calendars, setCalendars] = useState(null);
  useEffect(() => {
    api.get(path.calendars).then(page => setCalendars(page.results.map(one => one.name)), () => setCalendars(null));
  }, []);
  const setting = (name, value) => act.settle({ [name]: value }, { [name]: about[name] ?? null });
  const place = text => {
    if (!text) return null;
    const [latitude, longitude] = text.split(/[\s,;]+/).map(Number);
    return { latitude, longitude };
  };
  const pause = text => {
    const [day, clock = ''] = text.split(' ');
    return text ? `${day} ${(readTime(clock || '0') ?? clock).slice(0, 5)}:00` : null;
  };
  return h('section', { class: 'card admin', 'aria-labelledby': 'admin-title' },
    h('h2', { id: 'admin-title' }, t('admin.title')),
    h('div', { class: 'halves' },
      h('div', null,
        h('h3', null, t('people.users')),
        users.length === 0
          ? h('p', { class: 'nothing' }, t('people.none'))
          : h('ul', { class: 'tags' }, users.map(user => h('li', { key: user },
            h('bdi', null, user),
            h('button', { type: 'button', 'aria-label': t('people.unbind', { user }), onClick: () => act.unbind(user) }, '×')))),
        h(Setting, { id: 'bind', label: t('people.bind'), button: t('people.bind.go'), placeholder: session.user, save: act.bind, empties: true, required: true })),
      h('div', null,
        h(Setting, { id: 'label', label: t('device.label'), value: about.label ?? '', save: text => setting('label', text || null), dir: 'auto' }),
        h(Setting, { id: 'zone', label: t('people.zone.label'), value: about.time_zone, options: ZONES, save: text => setting('time_zone', text || null) }),
        h(Setting, { id: 'location', label: t('device.location'), placeholder: '52.52, 13.40', value: about.location ? `${about.location.latitude}, ${about.location.longitude}` : '', save: text => setting('location', place(text)) }),
        h(Setting, { id: 'pause', label: t('device.pause'), placeholder: '2026-12-24 00:00', value: about.paused_until?.slice(0, 16) ?? '', save: text => setting('paused_until', pause(text)) }),
        calendars?.length > 0 && h(Setting, { id: 'calendar', label: t('device.calendar'), value: about.calendar ?? '', options: calendars, save: text => setting('calendar', text || null) }))));
}

function Setting({ id, label, button = t('admin.set'), value = '', options, save, empties, ...more }) {
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
      h('input', { id, value: text, spellcheck: false, autocapitalize: 'none', autocomplete: 'off', list: options && `${id}-options`, onInput: event => setText(event.target.value), 'aria-invalid': Boolean(error), 'aria-describedby': error ? `${id}-error` : undefined, ...more }),
      options && h('datalist', { id: `${id}-options` }, options.map(one => h('option', { key: one, value: one }))),
      h('button', null, button)),
    error && h('p', { class: 'field-error', id: `${id}-error`, role: 'alert' }, error));
}
