// A device's location: two numbers, or a click on a small world map that is part of the page.
import { h, useEffect, useState } from './html.js';
import { t } from './words.js';

/** Units a degree; the map reaches from 84° N to 57° S. */
const UNIT = 4;
const [TOP, HEIGHT, WIDTH] = [24, 564, 1440];
const CLOSER = 4;

const round = (number, closer) => Math.round(number * (closer ? 100 : 10)) / (closer ? 100 : 10);
const within = (number, most) => Math.max(-most, Math.min(most, number));

/** @param save takes `{latitude, longitude}` or null, returns a refusal or null */
export function Place({ location, save }) {
  const [latitude, setLatitude] = useState(String(location?.latitude ?? ''));
  const [longitude, setLongitude] = useState(String(location?.longitude ?? ''));
  const [closer, setCloser] = useState(false);
  const [land, setLand] = useState('');
  const [error, setError] = useState(null);
  useEffect(() => {
    setLatitude(String(location?.latitude ?? ''));
    setLongitude(String(location?.longitude ?? ''));
  }, [location?.latitude, location?.longitude]);
  useEffect(() => {
    import('./world.js').then(world => setLand(world.LAND));
  }, []);
  const empty = !latitude.trim() && !longitude.trim();
  const x = (Number(longitude) + 180) * UNIT;
  const y = (90 - Number(latitude)) * UNIT;
  const shown = !empty && Number.isFinite(x) && Number.isFinite(y);
  const near = closer && shown;
  const [width, height] = near ? [WIDTH / CLOSER, HEIGHT / CLOSER] : [WIDTH, HEIGHT];
  const left = near ? Math.max(0, Math.min(WIDTH - width, x - width / 2)) : 0;
  const top = near ? Math.max(TOP, Math.min(TOP + HEIGHT - height, y - height / 2)) : TOP;
  const click = event => {
    const map = event.currentTarget.getBoundingClientRect();
    const [right, down] = [(event.clientX - map.left) / map.width, (event.clientY - map.top) / map.height];
    setLongitude(String(round(within((left + right * width) / UNIT - 180, 180), near)));
    setLatitude(String(round(within(90 - (top + down * height) / UNIT, 90), near)));
  };
  const submit = async event => {
    event.preventDefault();
    // text that is no number is sent as typed, for the API to refuse
    const number = text => (text.trim() && Number.isFinite(Number(text)) ? Number(text) : text);
    setError((await save(empty ? null : { latitude: number(latitude), longitude: number(longitude) }))?.message ?? null);
  };
  const input = (id, value, set, placeholder) => h('div', null,
    h('label', { for: id }, t(`place.${id}`)),
    h('input', { id, class: 'number', inputmode: 'text', autocomplete: 'off', value, placeholder, 'aria-invalid': Boolean(error), 'aria-describedby': error ? 'location-error' : undefined, onInput: event => set(event.target.value) }));
  return h('form', { class: 'place', onSubmit: submit },
    h('h3', null, t('device.location')),
    h('div', { class: 'globe' },
      h('svg', { class: 'map', viewBox: `${left} ${top} ${width} ${height}`, role: 'img', 'aria-label': t('place.map'), onClick: click },
        h('path', { class: 'land', d: land }),
        shown && h('g', { class: 'pin', transform: `translate(${x} ${y}) scale(${near ? 1 / CLOSER : 1})` }, h('circle', { r: 34 }), h('circle', { class: 'dot', r: 10 }))),
      h('button', { type: 'button', disabled: !shown, 'aria-pressed': near, onClick: () => setCloser(!closer) }, t('place.closer'))),
    h('div', { class: 'joined' },
      input('latitude', latitude, setLatitude, '52.52'), input('longitude', longitude, setLongitude, '13.40'),
      h('button', null, t('admin.set'))),
    error && h('p', { class: 'field-error', id: 'location-error', role: 'alert' }, error));
}
