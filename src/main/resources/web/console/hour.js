// The last hour in minutes, and its summary in a line.
import { span } from './time.js';
import { count, t } from './words.js';

const MINUTES = 60;
const RECENT = 600_000;
export const VERDICTS = ['delivered', 'confirmed', 'no_subscriber', 'unanswered', 'failed', 'expired', 'withdrawn', 'superseded', 'skipped'];
const BAD = ['down', 'unreachable', 'broker-lost', 'database-lost'];
/** Nodes report each second: one that is silent for this long while others report does not answer. */
const SILENT = 3_000;
const SPEAKS = ['up', 'weaklyup'];

export class Hour {
  /** @param tens what was fired, each `{at, verdicts, late_ms}` of a second or of ten */
  constructor(tens, now) {
    this.tens = tens;
    this.last = Math.floor(now / 60_000);
  }

  /** The last sixty minutes, oldest first: `{at, verdicts, half, most}`, the last two upper bounds of lateness in milliseconds. */
  minutes() {
    const minutes = Array.from({ length: MINUTES }, (_, index) => ({ at: (this.last - MINUTES + 1 + index) * 60_000, verdicts: {}, late: new Map() }));
    for (const { at, verdicts, late_ms: late } of this.tens) {
      const minute = minutes[Math.floor(Date.parse(at) / 60_000) - this.last + MINUTES - 1];
      if (!minute) continue;
      for (const [verdict, number] of Object.entries(verdicts)) minute.verdicts[verdict] = (minute.verdicts[verdict] ?? 0) + number;
      for (const [bound, number] of late) minute.late.set(bound, (minute.late.get(bound) ?? 0) + number);
    }
    return minutes.map(({ late, ...minute }) => ({ ...minute, half: quantile(late, 0.5), most: quantile(late, 0.99) }));
  }
}

/** The upper bound within which the share lies; null of nothing. */
function quantile(late, share) {
  if (!late.size) return null;
  const bounds = [...late].sort(([one], [other]) => one - other);
  let left = share * bounds.reduce((sum, [, number]) => sum + number, 0);
  for (const [bound, number] of bounds) {
    left -= number;
    if (left <= 0) return bound;
  }
  return bounds.at(-1)[0];
}

/** How long a member has been silent, in milliseconds, or 0; the cluster itself notices later. */
export function silence({ health, heard }, node) {
  const last = node.reachable && SPEAKS.includes(node.status) && health.get(node.address)?.heard;
  return last && heard - last > SILENT ? heard - last : 0;
}

/** Whether all is well; the worst first. */
export function state(news, trouble, now) {
  if (trouble) return { look: 'bad', text: t('cluster.state.unknown', { what: trouble.message, span: span(now - trouble.since) }) };
  const away = news.nodes.filter(node => !node.reachable);
  const silent = news.nodes.map(node => silence(news, node)).filter(Boolean);
  const health = news.nodes.filter(node => node.reachable && !silence(news, node)).map(node => news.health.get(node.address)).filter(Boolean);
  const gone = [...news.gone.values()].filter(at => now - Date.parse(at) < RECENT).length;
  const waiting = health.reduce((sum, one) => sum + one.waiting, 0);
  const lost = (what, key) => {
    const down = health.filter(one => !one[what]);
    if (!down.length) return null;
    const since = Math.min(...down.map(one => Date.parse(one[`${what}_since`])));
    return t(key, { span: span(now - since), nodes: count('cluster.of', down.length, { all: health.length }) });
  };
  const parts = [
    lost('database', 'cluster.state.database'),
    lost('broker', 'cluster.state.broker'),
    silent.length > 0 && count('cluster.state.silent', silent.length, { span: span(Math.max(...silent)) }),
    away.length > 0 && count('cluster.state.unreachable', away.length),
    gone > 0 && count('cluster.state.gone', gone),
  ].filter(Boolean);
  if (waiting > 0) parts.push(count('cluster.state.waiting', waiting));
  const expired = news.tens.reduce((sum, ten) => sum + (now - Date.parse(ten.at) < RECENT ? ten.verdicts.expired ?? 0 : 0), 0);
  if (expired > 0) parts.push(count('cluster.state.expired', expired));
  if (parts.length) return { look: 'bad', text: parts.join(t('stop-and')) + t('stop') };
  if (health.length < news.nodes.length) return { look: 'fair', text: t('cluster.state.asking') };
  return { look: 'good', text: count('cluster.state.well', news.nodes.length) };
}

/** What happened, newest first, in words. */
export function happenings(news) {
  return news.happened.map(one => ({
    ...one, key: `${one.at} ${one.what} ${one.node}`, look: BAD.includes(one.what) ? 'bad' : 'good', text: t(`cluster.happened.${one.what}`, { node: one.node }),
  })).reverse();
}
