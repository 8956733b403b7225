// One device: its week, its schedules, what is next and what has rung.
import { Alert, Bell, h, useEffect, useRef, useState } from './html.js';
import { HIDDEN, path, UNBOUND } from './api.js';
import { Editor } from './editor.js';
import { remember } from './find.js';
import { Next, Recent } from './firings.js';
import { People } from './people.js';
import { Schedules } from './schedules.js';
import { wall } from './time.js';
import { Week } from './week.js';
import { count, t } from './words.js';

const REST = 15_000;
/** After a firing is due its verdict is asked for this often, for so long. */
const WATCHING = 1_000;
const WATCHED = 20_000;
const AT_ONCE = 6;

async function each(items, ask) {
  const answers = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const mine = next++;
      answers[mine] = await ask(items[mine]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return answers;
}

/** A device as the API shows it to this user; `groups` is null where he is not bound to it. */
async function read(api, session, device) {
  const about = await api.get(path.device(device));
  const users = session.admin ? (await api.get(path.bindings(device))).users : null;
  let groups;
  try {
    groups = (await api.get(path.groups(device))).results;
  } catch (refusal) {
    if (refusal.code !== HIDDEN) throw refusal;
    return { zone: about.time_zone, users, groups: null, upcoming: [], recent: [] };
  }
  const fires = await each(groups, group => api.get(path.fires(group.group_id)).then(
    found => ({ group, ...found }),
    refusal => {
      // deleted between the two questions
      if (refusal.code === HIDDEN) return { group, upcoming: [], recent: [] };
      throw refusal;
    }));
  const lines = list => fires.flatMap(one => one[list].map(fire => ({ ...fire, group: one.group, at: Date.parse(fire.scheduled_at) })));
  return {
    zone: about.time_zone,
    users,
    groups,
    upcoming: lines('upcoming').sort((a, b) => a.at - b.at),
    recent: lines('recent').sort((a, b) => b.at - a.at),
  };
}

export function DeviceView({ api, session, terms, device }) {
  const [seen, setSeen] = useState(null);
  const [trouble, setTrouble] = useState(null);
  const [refused, setRefused] = useState(null);
  const [now, setNow] = useState(terms.clock);
  const [edited, setEdited] = useState(null);
  const [rung, setRung] = useState(null);
  const asked = useRef(0);
  const opened = useRef(0);
  const watchUntil = useRef(0);
  const due = useRef(Infinity);
  const timer = useRef(0);
  const known = useRef(null);

  const load = async () => {
    clearTimeout(timer.current);
    const mine = ++asked.current;
    let next = REST;
    try {
      const found = await read(api, session, device);
      if (mine !== asked.current) return;
      announce(found);
      setSeen(found);
      setTrouble(null);
      remember(device);
      const clock = terms.clock();
      const soonest = found.upcoming[0]?.at;
      if (due.current <= clock) watchUntil.current = Math.max(watchUntil.current, due.current + WATCHED);
      due.current = soonest ?? Infinity;
      next = clock < watchUntil.current ? WATCHING : Math.min(REST, Math.max(WATCHING, due.current - clock + 300));
    } catch (refusal) {
      if (mine !== asked.current || refusal.endsSession) return;
      if (refusal.code === HIDDEN) setSeen(null);
      setTrouble(refusal.message);
    }
    timer.current = setTimeout(load, next);
  };

  /** Rings the bell for what has its verdict since the last look. */
  const announce = found => {
    const before = known.current;
    known.current = new Set(found.recent.map(fire => fire.fire_id));
    const fresh = before && found.recent.find(fire => !before.has(fire.fire_id) && (fire.verdict === 'delivered' || fire.verdict === 'no_subscriber'));
    if (fresh) setRung({ ...fresh });
  };

  useEffect(() => {
    load();
    const tick = setInterval(() => setNow(terms.clock()), 1_000);
    return () => {
      asked.current++;
      clearTimeout(timer.current);
      clearInterval(tick);
    };
  }, []);

  /** Does a change and shows what has come of it; answers the refusal, or null. */
  const attempt = async wish => {
    setRefused(null);
    try {
      await wish();
    } catch (refusal) {
      return refusal;
    }
    watchUntil.current = terms.clock() + WATCHED / 2;
    await load();
    return null;
  };

  /** As `attempt`; a refusal stands at the head of the page. */
  const change = async wish => {
    const refusal = await attempt(wish);
    if (refusal && !refusal.endsSession) setRefused(refusal.code === UNBOUND && session.admin ? t('device.unbound') : refusal.message);
    return refusal;
  };

  /** A schedule is shown as it is at this moment, not as it was when the page last looked; the last wish counts. */
  const edit = async group => {
    const mine = ++opened.current;
    setRefused(null);
    try {
      const shown = group ? await api.group(group.group_id) : { group: null };
      if (mine === opened.current) setEdited(shown);
    } catch (refusal) {
      if (!refusal.endsSession) setRefused(refusal.message);
    }
  };

  if (!seen) return h('section', { class: 'narrow' },
    trouble ? [h('h1', null, device), h(Alert, null, trouble)] : h('p', { class: 'loading', role: 'status' }, t('loading')));

  const local = wall(now, seen.zone);
  return h('div', { class: 'device' },
    h('div', { class: 'device-head' },
      h('h1', null, h(Bell, { ringing: rung !== null, key: rung?.fire_id ?? 'still' }), h('span', null, device)),
      h('p', { class: 'about' },
        h('span', null, seen.zone), h('span', { class: 'number' }, `${local.time}:${local.second}`),
        seen.groups && h('span', null, count('schedules', seen.groups.length))),
      seen.groups && h('button', { type: 'button', class: 'primary', onClick: () => edit(null) }, t('schedule.new'))),
    h('p', { class: 'unseen', role: 'status' }, rung ? t('rung', { verdict: t(`verdict.${rung.verdict}`) }) : ''),
    h(Alert, null, refused ?? trouble),
    seen.groups === null
      ? h(Unbound, { session, bind: () => change(() => api.put(path.binding(device, session.user))) })
      : h('div', { class: 'columns' },
        h('div', { class: 'left' },
          h(Week, { groups: seen.groups, upcoming: seen.upcoming, zone: seen.zone, now, terms, edit }),
          h(Schedules, { api, device, change, groups: seen.groups, upcoming: seen.upcoming, now, zone: seen.zone, terms, edit })),
        h('div', { class: 'right' },
          h(Next, { upcoming: seen.upcoming, zone: seen.zone, now }),
          h(Recent, { recent: seen.recent, zone: seen.zone, now, fresh: rung?.fire_id }))),
    session.admin && h(People, { api, device, session, change, attempt, users: seen.users, zone: seen.zone }),
    edited && h(Editor, { key: edited.group?.group_id ?? 'new', api, device, ...edited, zone: seen.zone, terms, saved: () => change(async () => {}), close: () => setEdited(null) }));
}

function Unbound({ session, bind }) {
  return h('section', { class: 'card empty' },
    h('h2', null, t('unbound.title')),
    h('p', null, t('unbound.lead', { user: session.user })),
    h('button', { type: 'button', class: 'primary', onClick: bind }, t('unbound.bind', { user: session.user })));
}
