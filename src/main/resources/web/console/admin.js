// An administrator's part of a device: who is bound to it, its name, zone, place, calendar and pause.
import { readTime } from './time.js';
import { allCalendars } from './calendars.js';
import { DatesOfYear } from './dates.js';
import { Dialog } from './dialog.js';
import { h, useEffect, useState } from './html.js';
import { Place } from './place.js';
import { t } from './words.js';

const ZONES = Intl.supportedValuesOf?.('timeZone') ?? [];

export function Admin({ api, session, seen, act, terms, device }) {
  const { about, users } = seen;
  const [calendars, setCalendars] = useState(null);
  const [dates, setDates] = useState(false);
  useEffect(() => {
    allCalendars(api).then(setCalendars, () => setCalendars(null));
  }, []);
  const setting = (name, value) => act.settle({ [name]: value }, { [name]: about[name] ?? null });
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
        h(Setting, { id: 'bind', label: t('people.bind'), button: t('people.bind.go'), placeholder: session.user, save: act.bind, empties: true, required: true }),
        h(Place, { location: about.location, save: place => setting('location', place) })),
      h('div', null,
        h(Setting, { id: 'label', label: t('device.label'), value: about.label ?? '', save: text => setting('label', text || null), dir: 'auto' }),
        h(Setting, { id: 'zone', label: t('people.zone.label'), value: about.time_zone, options: ZONES, save: text => setting('time_zone', text || null) }),
        h(Setting, { id: 'pause', label: t('device.pause'), placeholder: '2026-12-24 00:00', value: about.paused_until?.slice(0, 16) ?? '', save: text => setting('paused_until', pause(text)) }),
        calendars && h(Setting, { id: 'calendar', label: t('device.calendar'), value: about.calendar ?? '', options: calendars, save: text => setting('calendar', text || null) }),
        h('button', { type: 'button', class: 'own-dates', onClick: () => setDates(true) }, t('device.days', { number: Object.keys(about.days ?? {}).length })))),
    dates && h(Dialog, { title: t('device.days.title'), close: () => setDates(false), wide: true },
      h('p', { class: 'hint' }, t('device.days.hint')),
      h(DatesOfYear, { id: `days ${device}`, dates: about.days ?? {}, terms, zone: about.time_zone, save: wanted => setting('days', Object.keys(wanted).length ? wanted : null) })));
}

function Setting({ id, label, button = t('admin.set'), value = '', options, save, empties, ...more }) {
  const [text, setText] = useState(value);
  const [error, setError] = useState(null);
  useEffect(() => setText(value), [value]);
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
