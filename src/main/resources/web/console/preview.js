// What a schedule that is not saved yet would do.
import { path } from './api.js';
import { noted } from './entries.js';
import { h, useEffect, useState } from './html.js';
import { moment } from './time.js';
import { count, t } from './words.js';

const DAYS = 14;
const SHOWN = 5;
const PAUSE = 400;

export function Preview({ api, device, asked, zone, terms }) {
  const [found, setFound] = useState(null);
  const body = JSON.stringify({ ...asked, device_id: device, tasks: asked.tasks.map(({ name, ...task }) => task) });
  useEffect(() => {
    let current = true;
    const timer = setTimeout(async () => {
      try {
        const { upcoming } = await api.post(path.preview(DAYS), JSON.parse(body));
        if (current) setFound(upcoming);
      } catch {
        if (current) setFound(null);
      }
    }, PAUSE);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [body]);
  return h('section', { class: 'preview', 'aria-live': 'polite' },
    h('h3', null, t('preview.title')),
    !found ? h('p', { class: 'nothing' }, t('preview.unknown'))
      : found.length === 0 ? h('p', { class: 'nothing' }, t('preview.nothing'))
        : h('p', null, count('preview', found.length), ' ', found.slice(0, SHOWN).map((one, index) => h('span', { class: 'tag number', key: index },
          moment(Date.parse(one.scheduled_at), zone, terms.clock()), one.note && ` (${one.note.split('; ').map(noted).join(t('comma'))})`))));
}
