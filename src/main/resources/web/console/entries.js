// Firings to come and past ones as one list; each entry is an instant of a task.
import { t, known } from './words.js';
import { lateness } from './time.js';

/** A verdict's look: it arrived (good), may not have (fair), did not (bad), or was not to (idle). */
const LOOKS = {
  delivered: 'good', confirmed: 'good', no_subscriber: 'fair', unanswered: 'fair',
  expired: 'bad', failed: 'bad', skipped: 'idle', withdrawn: 'idle', superseded: 'idle',
};
/** A firing acknowledged later than this is late, as in the metrics. */
export const ON_TIME = 2_000;
const NOTES = { 'no sun': 'no-sun', 'daylight saving': 'daylight' };

/** @returns the entries of both lists, the earliest first, each with its group's colour */
export function entries(fires, groups, colours) {
  const byId = new Map(groups.map(group => [group.group_id, group]));
  const entry = fire => {
    const group = byId.get(fire.group_id);
    const task = group?.tasks.find(one => one.name === fire.name);
    return { ...fire, at: Date.parse(fire.scheduled_at), key: fire.fire_id ?? `${fire.name} ${fire.scheduled_at} ${fire.note?.startsWith('run')}`, group, task, colour: colours.get(fire.group_id), commands: task?.commands, notes: fire.note?.split('; ') ?? [] };
  };
  return [...fires.recent.map(entry), ...fires.upcoming.map(entry)].sort((one, other) => one.at - other.at);
}

/** The state by which an entry is drawn: `good`, `fair`, `bad`, `idle`, `due`, `skipped`, `next`. */
export function look(entry) {
  if (entry.verdict) return LOOKS[entry.verdict] ?? 'idle';
  if (entry.notes.includes('skipped')) return 'skipped';
  return entry.notes.includes('due') || entry.notes.includes('waiting') ? 'due' : 'next';
}

export const struck = entry => entry.verdict === 'skipped' || look(entry) === 'skipped';
export const byHand = entry => entry.notes.includes('run') || /-run-\d+$/.test(entry.fire_id ?? '');
/** The runs of a group that are still to come. */
export const comingRuns = (seen, group) => seen.near.filter(entry => !entry.verdict && entry.group_id === group.group_id && entry.notes.includes('run'));
export const lost = entry => ['bad', 'fair'].includes(entry.verdict && LOOKS[entry.verdict]);

/** How late the broker acknowledged it, in milliseconds, or null. */
export const late = entry => (entry.acknowledged_at ? Math.max(0, Date.parse(entry.acknowledged_at) - entry.at) : null);

/** A note of the API in the user's language. */
export function noted(note) {
  const [name] = note.split(':');
  const day = /^as ([A-Z]+)$/.exec(note)?.[1];
  if (day) return t('note.as', { day: t(`weekday.${day.toLowerCase()}`) });
  const key = `note.${NOTES[name] ?? name}`;
  return known(key) ? t(key) : t('note.other');
}

/** Why it was not delivered; the broker's own words are shown as they are. */
export function reason(text) {
  const key = `reason.${text.replaceAll(' ', '-')}`;
  return known(key) ? t(key) : t('reason.broker', { text });
}

/** How an entry stands, in a few words. */
export function standing(entry, now) {
  if (entry.verdict) return t(`verdict.${entry.verdict}`);
  const state = look(entry);
  if (state === 'due') return t(entry.notes.includes('waiting') ? 'note.waiting' : 'note.due');
  if (state === 'skipped') return t('note.skipped');
  return entry.at > now ? t('state.planned') : t('note.due');
}

/** Whether everything that rang in the last day went well. */
export function past(all, now) {
  const rang = all.filter(entry => entry.verdict && entry.at > now - 86_400_000 && LOOKS[entry.verdict] !== 'idle');
  const bad = rang.filter(entry => LOOKS[entry.verdict] === 'bad');
  const fair = rang.filter(entry => LOOKS[entry.verdict] === 'fair');
  const slowest = Math.max(0, ...rang.map(entry => late(entry) ?? 0));
  if (rang.length === 0) return { look: 'idle', text: t('past.none') };
  if (bad.length) return { look: 'bad', text: t('past.bad', { number: bad.length, all: rang.length }) };
  if (fair.length) return { look: 'fair', text: t('past.fair', { number: fair.length, all: rang.length }) };
  if (slowest > ON_TIME) return { look: 'fair', text: t('past.late', { late: lateness(slowest) }) };
  return { look: 'good', text: t('past.good') };
}
