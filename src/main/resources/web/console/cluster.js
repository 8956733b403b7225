// The cluster, live: its nodes and shards, firings per second, and how late they were.
import { Alert, h, useEffect, useMemo, useState } from './html.js';
import { path } from './api.js';
import { events } from './events.js';
import { Plot } from './plot.js';
import { lateness } from './time.js';
import { count, locale, t } from './words.js';

const SPAN = 300;
const AGAIN = 3_000;
const SETTLED = 2;
const STATUS = { up: 'good', joining: 'fair', weaklyup: 'fair', leaving: 'fair', exiting: 'fair' };

/** The seconds of the last five minutes, oldest first, each summed up over the nodes; the last two may still grow. */
class Seconds {
  #bySecond = new Map();

  add({ at, verdicts, late_ms }) {
    const second = Math.floor(Date.parse(at) / 1000);
    const one = this.#bySecond.get(second) ?? { fired: 0, late: new Map() };
    for (const number of Object.values(verdicts)) one.fired += number;
    for (const [bound, number] of late_ms) one.late.set(bound, (one.late.get(bound) ?? 0) + number);
    this.#bySecond.set(second, one);
  }

  until(last) {
    for (const second of this.#bySecond.keys()) if (second < last - SPAN) this.#bySecond.delete(second);
    const seconds = Array.from({ length: SPAN }, (_, index) => last - SPAN + 1 + index);
    const of = second => this.#bySecond.get(second);
    return {
      rate: [seconds, seconds.map(second => of(second)?.fired ?? 0)],
      late: [seconds, ...[0.5, 0.99, 1].map(share => seconds.map(second => quantile(of(second)?.late, share)))],
    };
  }
}

/** The upper bound within which the share lies; null of nothing. */
function quantile(late, share) {
  if (!late?.size) return null;
  const bounds = [...late].sort(([one], [other]) => one - other);
  let left = share * bounds.reduce((sum, [, number]) => sum + number, 0);
  for (const [bound, number] of bounds) {
    left -= number;
    if (left <= 0) return bound;
  }
  return bounds.at(-1)[0];
}

export function ClusterView({ api, terms }) {
  const [nodes, setNodes] = useState(null);
  const [trouble, setTrouble] = useState(null);
  const [, setTick] = useState(0);
  const seconds = useMemo(() => new Seconds(), []);

  useEffect(() => {
    const ended = new AbortController();
    const follow = async () => {
      try {
        for await (const { event, data } of events(await api.stream(path.cluster, ended.signal))) {
          setTrouble(null);
          if (event === 'nodes') setNodes(data.nodes);
          if (event === 'firings') seconds.add(data);
        }
      } catch (failure) {
        if (ended.signal.aborted || failure.endsSession) return;
        setTrouble(failure.code ? failure.message : t('error.unreachable'));
      }
      if (!ended.signal.aborted) setTimeout(follow, AGAIN);
    };
    follow();
    const tick = setInterval(() => setTick(tick => tick + 1), 1_000);
    return () => {
      ended.abort();
      clearInterval(tick);
    };
  }, []);

  if (!nodes) return h('section', { class: 'narrow' },
    h('h1', { class: trouble ? undefined : 'unseen' }, t('nav.cluster')),
    trouble ? h(Alert, null, trouble) : h('p', { class: 'loading', role: 'status' }, t('loading')));

  const { rate, late } = seconds.until(Math.floor(terms.clock() / 1000) - SETTLED);
  const fired = rate[1].reduce((sum, number) => sum + number, 0);
  const worst = Math.max(...late[3].filter(millis => millis !== null), -1);
  const whole = new Intl.NumberFormat(locale());
  return h('div', { class: 'cluster' },
    h('h1', null, t('nav.cluster')),
    h(Alert, null, trouble),
    h('dl', { class: 'figures' },
      h(Figure, { name: t('cluster.nodes'), value: whole.format(nodes.filter(node => node.status === 'up' && node.reachable).length) }),
      h(Figure, { name: t('cluster.devices'), value: whole.format(nodes.reduce((sum, node) => sum + node.devices, 0)) }),
      h(Figure, { name: t('cluster.fired'), value: whole.format(fired) }),
      h(Figure, { name: t('cluster.worst'), value: worst < 0 ? '–' : `≤ ${lateness(worst)}` })),
    h('section', { class: 'card', 'aria-labelledby': 'rate-title' },
      h('h2', { id: 'rate-title' }, t('cluster.rate')),
      h(Plot, { data: rate, label: t('cluster.rate'), series: [{ label: t('cluster.rate.one'), colour: '--g0', bars: true }], least: 5 })),
    h('section', { class: 'card', 'aria-labelledby': 'late-title' },
      h('h2', { id: 'late-title' }, t('cluster.late')),
      h(Plot, {
        data: late, label: t('cluster.late'), logarithmic: true, value: lateness,
        series: [{ label: t('cluster.late.half'), colour: '--g0' }, { label: t('cluster.late.most'), colour: '--g1' }, { label: t('cluster.late.all'), colour: '--g3' }],
      })),
    h('section', { class: 'card', 'aria-labelledby': 'nodes-title' },
      h('h2', { id: 'nodes-title' }, t('cluster.nodes.title')),
      h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-labelledby': 'nodes-title' },
        h('table', { class: 'nodes' },
          h('thead', null, h('tr', null, ['node', 'status', 'shards', 'devices', 'version'].map(column =>
            h('th', { scope: 'col', key: column, class: ['shards', 'devices'].includes(column) ? 'number' : undefined }, t(`cluster.column.${column}`))))),
          h('tbody', null, nodes.map(node => h(Node, { node, all: nodes, key: node.address })))))));
}

function Figure({ name, value }) {
  return h('div', { class: 'card' }, h('dt', null, name), h('dd', { class: 'number' }, value));
}

function Node({ node, all }) {
  const most = Math.max(1, ...all.map(one => one.shards));
  const status = node.reachable ? node.status : 'unreachable';
  return h('tr', null,
    h('th', { scope: 'row' }, node.address, node.oldest && h('span', { class: 'note' }, ` ${t('cluster.oldest')}`)),
    h('td', null, h('span', { class: `verdict ${node.reachable ? STATUS[node.status] ?? 'idle' : 'bad'}` }, t(`cluster.status.${status}`))),
    h('td', { class: 'number' }, h('meter', { min: 0, max: most, value: node.shards, 'aria-hidden': 'true' }), node.shards),
    h('td', { class: 'number' }, count('cluster.device', node.devices)),
    h('td', null, node.version));
}
