// My devices: what each will do next, and how its last firing went; found by name.
import { path } from './api.js';
import { Alert, classes, h, Loading, PageTitle, useEffect, useState } from './html.js';
import { look } from './entries.js';
import { moment, span } from './time.js';
import { count, t } from './words.js';

const PAUSE = 250;
const REST = 15_000;
const EACH = 50;

export const address = device => `#/device/${encodeURIComponent(device)}`;

/** Loads a page of devices whenever the search changes, and periodically. */
export function useDevices(api, search, rest = REST) {
  const [found, setFound] = useState(null);
  const [trouble, setTrouble] = useState(null);
  const asked = JSON.stringify(search);
  useEffect(() => {
    let current = true;
    let timer = 0;
    const ask = async () => {
      try {
        const page = await api.get(path.devices(JSON.parse(asked)));
        if (!current) return;
        setFound(page);
        setTrouble(null);
      } catch (refusal) {
        if (current && !refusal.endsSession) setTrouble(refusal.message);
      }
      if (current && rest) timer = setTimeout(ask, rest);
    };
    timer = setTimeout(ask, found ? PAUSE : 0);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [asked, api]);
  return { found, trouble };
}

export function DevicesView({ api, session, terms }) {
  const [text, setText] = useState('');
  const [number, setNumber] = useState(1);
  const { found, trouble } = useDevices(api, { ...(text && { q: text }), page: number, page_size: EACH, expand: 'next,last' });
  const id = text.trim();
  const isThere = found?.results.some(one => one.device_id === id);
  return h('div', { class: 'devices' },
    h('div', { class: 'section-head' },
      h(PageTitle, null, t('devices.title'), ' ', found && h('span', { class: 'soft number' }, found.count)),
      h('form', { role: 'search', onSubmit: event => {
        event.preventDefault();
        if (id) location.hash = address(found?.results.length === 1 ? found.results[0].device_id : id);
      } }, h('input', { id: 'device', type: 'search', 'aria-label': t('devices.search'), placeholder: t('devices.search'), value: text, maxlength: 128, autocomplete: 'off', spellcheck: false, onInput: event => {
        setText(event.target.value);
        setNumber(1);
      } }))),
    trouble && h(Alert, null, t('stale', { what: trouble })),
    !found ? !trouble && h(Loading) : found.results.length === 0
      ? h('p', { class: 'card nothing' }, t(text ? 'devices.not-found' : 'devices.none'))
      : h('ul', { class: 'device-list' }, found.results.map(one => h('li', { key: one.device_id }, h(Device, { one, now: terms.clock(), zone: terms.zone })))),
    session.admin && /^[A-Za-z0-9][A-Za-z0-9._:-]*$/.test(id) && !isThere && h('p', null, h('a', { href: address(id) }, t('devices.open', { device: id }))),
    found && (found.next || found.previous) && h('div', { class: 'pager' },
      h('button', { type: 'button', disabled: !found.previous, onClick: () => setNumber(number - 1) }, t('devices.previous')),
      h('span', { class: 'soft' }, count('devices.page', number)),
      h('button', { type: 'button', disabled: !found.next, onClick: () => setNumber(number + 1) }, t('devices.next'))));
}

function Device({ one: { device_id: id, label, next, last }, now, zone }) {
  const at = next && Date.parse(next.scheduled_at);
  const was = last && look(last);
  return h('a', { class: 'card device-card', href: address(id) },
    h('span', { class: 'device-name' }, h('b', null, h('bdi', null, label ?? id)), label && h('code', { class: 'soft' }, h('bdi', null, id))),
    h('span', { class: 'device-next' }, next
      ? [h('span', { class: 'soft' }, t('devices.next-in')), ' ', h('span', { class: 'number' }, at > now ? span(at - now) : t('note.due')),
        next.note?.includes('skipped') && h('span', { class: 'note' }, ` (${t('note.skipped')})`)]
      : h('span', { class: 'soft' }, t('devices.nothing-next'))),
    h('span', { class: 'device-last' }, last
      ? [h('span', { class: classes('verdict', was) }, t(`verdict.${last.verdict}`)), ' ', h('span', { class: 'soft number' }, moment(Date.parse(last.scheduled_at), zone, now))]
      : h('span', { class: 'soft' }, t('devices.never'))));
}
