// Loads a device, periodically and more often around due times.
import { useEffect, useRef, useState } from './html.js';
import { HIDDEN, path } from './api.js';
import { entries } from './entries.js';
import { hues } from './hues.js';
import { instant, plusDays, wall } from './time.js';

const REST = 15_000;
/** After a due time its verdict is polled at this interval, for this long. */
const WATCHING = 1_000;
const WATCHED = 20_000;
const DAYS_BACK = 2;
const MOST = 1_000;
const RANG = ['delivered', 'confirmed', 'no_subscriber'];
const CALENDAR_KEPT = 60_000;
const calendars = new Map();

/** What the dates of a device count as: its own, else its calendar's. */
async function kinds(api, { calendar, days }) {
  if (!calendar) return days ?? {};
  const known = calendars.get(calendar);
  const fresh = known?.at > Date.now() - CALENDAR_KEPT;
  const dates = fresh ? known.dates : (await api.get(path.calendar(calendar))).dates;
  if (!fresh) calendars.set(calendar, { at: Date.now(), dates });
  return { ...dates, ...days };
}

/** The dates of a week shown: two days back and on, moved by whole weeks. */
export function week(now, zone, moved) {
  const first = plusDays(wall(now, zone).date, moved * 7 - DAYS_BACK);
  return Array.from({ length: 7 }, (_, index) => plusDays(first, index));
}

/** A device as this user may see it; `groups` is null where he is not bound to it. */
async function read(api, session, device, now, moved) {
  const about = await api.get(path.device(device));
  const users = session.admin ? (await api.get(path.bindings(device))).users : null;
  const dates = week(now, about.time_zone, moved);
  const range = { from: new Date(instant(dates[0], '00:00', about.time_zone)).toISOString(), to: new Date(instant(plusDays(dates[6], 1), '00:00', about.time_zone)).toISOString(), limit: MOST };
  try {
    const [{ results: groups }, nearby, shown, counted] = await Promise.all([
      api.get(path.groups(device)), api.get(path.fires(device, { limit: 50 })), api.get(path.fires(device, range)), kinds(api, about),
    ]);
    const colours = hues(groups);
    return { about, users, dates, groups, colours, kinds: counted, near: entries(nearby, groups, colours), week: entries(shown, groups, colours), cut: Math.max(shown.upcoming.length, shown.recent.length) >= MOST };
  } catch (refusal) {
    if (refusal.code !== HIDDEN) throw refusal;
    return { about, users, dates, groups: null, near: [], week: [] };
  }
}

/** @returns the latest state, the error since then, the service's time, the latest ring, and a function to reload */
export function useDevice(api, session, terms, device, moved) {
  const [seen, setSeen] = useState(null);
  const [trouble, setTrouble] = useState(null);
  const [now, setNow] = useState(terms.clock);
  const [rung, setRung] = useState(null);
  const state = useRef({ asked: 0, watchUntil: 0, due: Infinity, timer: 0, known: null }).current;
  state.moved = moved;

  /** Announces a verdict that is new since the last load. */
  const announce = found => {
    const recent = found.near.filter(entry => entry.verdict);
    const fresh = state.known && recent.findLast(entry => !state.known.has(entry.fire_id) && RANG.includes(entry.verdict));
    state.known = new Set(recent.map(entry => entry.fire_id));
    if (fresh) setRung(fresh);
  };

  const load = async () => {
    clearTimeout(state.timer);
    const mine = ++state.asked;
    let next = REST;
    try {
      const found = await read(api, session, device, terms.clock(), state.moved);
      if (mine !== state.asked) return;
      announce(found);
      setSeen(found);
      setTrouble(null);
      const clock = terms.clock();
      if (state.due <= clock) state.watchUntil = Math.max(state.watchUntil, state.due + WATCHED);
      state.due = found.near.find(entry => !entry.verdict && !entry.notes.includes('skipped') && entry.at > clock)?.at ?? Infinity;
      next = clock < state.watchUntil ? WATCHING : Math.min(REST, Math.max(WATCHING, state.due - clock + 300));
    } catch (refusal) {
      if (mine !== state.asked || refusal.endsSession) return;
      if (refusal.code === HIDDEN) setSeen(null);
      setTrouble({ message: refusal.message, since: terms.clock(), hidden: refusal.code === HIDDEN });
      next = WATCHED / 5;
    }
    state.timer = setTimeout(load, next);
  };

  useEffect(() => {
    load();
  }, [moved]);
  useEffect(() => {
    const tick = setInterval(() => setNow(terms.clock()), 1_000);
    return () => {
      state.asked++;
      clearTimeout(state.timer);
      clearInterval(tick);
    };
  }, []);

  const again = () => {
    state.watchUntil = terms.clock() + WATCHED / 2;
    return load();
  };
  return { seen, trouble, now, rung, again };
}
