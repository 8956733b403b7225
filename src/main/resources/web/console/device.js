// One device: what will happen, what happened, whether all is well; then its schedules.
import { Admin } from './admin.js';
import { address } from './calendars.js';
import { changes } from './changes.js';
import { Editor } from './editor.js';
import { Entry } from './entry.js';
import { First } from './first.js';
import { Alert, Bell, h, Loading, PageTitle, Theirs, useState } from './html.js';
import { useDevice } from './load.js';
import { only } from './period.js';
import { Schedules } from './schedules.js';
import { Sentence } from './sentence.js';
import { called } from './actions.js';
import { dayOf, wall, weekday } from './time.js';
import { Week } from './week.js';
import { t } from './words.js';

const clock = minute => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

export function DeviceView({ api, session, terms, device }) {
  const [moved, setMoved] = useState(0);
  const { seen, trouble, now, rung, again } = useDevice(api, session, terms, device, moved);
  const [edited, setEdited] = useState(null);
  const [opened, setOpened] = useState(null);

  if (!seen) return h('section', { class: 'narrow' }, trouble
    ? [h(PageTitle, null, h(Theirs, null, device)), h(Alert, null, trouble.message), h('a', { href: '#/' }, t('nav.devices'))]
    : h(Loading));

  const zone = seen.about.time_zone;
  const act = changes({ api, device, again, zone, terms });
  const shared = { api, session, terms, device, seen, zone, now, act, again };
  const edit = async group => {
    try {
      setEdited(group ? await api.group(group.group_id) : { group: null });
    } catch (refusal) {
      if (!refusal.endsSession) await again();
    }
  };
  const create = ({ date, minute } = {}) => setEdited({
    group: null,
    start: { ...(minute !== undefined && { time: clock(minute) }), ...(date && { days: only([weekday(date)], terms) }) },
  });
  const move = (entry, minute) => act.move(entry.group, entry.task, clock(minute));
  const same = opened && seen.week.concat(seen.near).find(entry => entry.key === opened.key || (entry.verdict && entry.name === opened.name && entry.at === opened.at));
  const local = wall(now, zone);

  return h('div', { class: 'device' },
    h('div', { class: 'device-head' },
      h('a', { class: 'back', href: '#/' }, t('nav.devices')),
      h(PageTitle, null, h(Bell, { ringing: rung !== null, key: rung?.fire_id ?? 'still' }), h(Theirs, null, seen.about.label ?? device)),
      h('p', { class: 'about' },
        seen.about.label && h('code', null, h(Theirs, null, device)),
        h('span', null, zone), h('span', { class: 'number' }, `${local.time}:${local.second}`),
        seen.about.calendar && h('span', null, t('device.calendar'), ' ', h('a', { href: address(seen.about.calendar) }, h(Theirs, null, seen.about.calendar))))),
    h('p', { class: 'unseen', role: 'status' }, rung ? t('rung', { what: called(rung.commands), verdict: t(`verdict.${rung.verdict}`) }) : ''),
    trouble && h(Alert, null, t('stale', { what: trouble.message })),
    seen.groups === null ? h(First, shared) : [
      h(Sentence, { ...shared, rung, create, open: setOpened }),
      h('section', { class: 'card week', 'aria-labelledby': 'week-title' },
        h('div', { class: 'week-head' },
          h('h2', { id: 'week-title' }, t('week.title'), ' ', h('span', { class: 'range' }, `${dayOf(seen.dates[0])} – ${dayOf(seen.dates[6])}`)),
          h('div', { class: 'pager' },
            h('button', { type: 'button', class: 'quiet icon', 'aria-label': t('week.before'), onClick: () => setMoved(moved - 1) }, '‹'),
            h('button', { type: 'button', class: 'quiet', disabled: moved === 0, onClick: () => setMoved(0) }, t('week.today')),
            h('button', { type: 'button', class: 'quiet icon', 'aria-label': t('week.after'), onClick: () => setMoved(moved + 1) }, '›'),
            h('button', { type: 'button', class: 'primary new', onClick: () => create() }, t('schedule.new')))),
        seen.cut && h('p', { class: 'note' }, t('week.cut')),
        h(Week, { dates: seen.dates, kinds: seen.kinds, entries: seen.week, zone, now, open: setOpened, create, move })),
      h(Schedules, { ...shared, edit, create }),
    ],
    session.admin && h(Admin, shared),
    same && h(Entry, { ...shared, entry: same, edit, close: () => setOpened(null) }),
    edited && h(Editor, { key: edited.group?.group_id ?? 'new', ...shared, ...edited, close: reopen => {
      setEdited(null);
      return reopen && (() => setEdited(edited));
    } }));
}
