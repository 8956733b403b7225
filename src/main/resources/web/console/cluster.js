// The cluster in one line, then what happened in the last hour, live.
import { Bars } from './bars.js';
import { address } from './devices.js';
import { happenings, Hour, silence, state } from './hour.js';
import { useNews } from './news.js';
import { Alert, h, Loading, PageTitle } from './html.js';
import { onceOnly, path } from './api.js';
import { toast } from './toast.js';
import { moment, span } from './time.js';
import { count, locale, t } from './words.js';

const STATUS = { up: 'good', joining: 'fair', weaklyup: 'fair', leaving: 'fair', exiting: 'fair' };

export function ClusterView({ api, terms }) {
  const { news, trouble, now } = useNews(api, terms);
  if (!news.nodes) return h('section', { class: 'narrow' },
    h(PageTitle, null, t('nav.cluster')), trouble ? h(Alert, null, trouble.message) : h(Loading));

  const minutes = new Hour(news.tens, now).minutes();
  const said = state(news, trouble, now);
  return h('div', { class: 'cluster' },
    h('div', { class: 'device-head' },
      h(PageTitle, null, t('nav.cluster')),
      h('p', { class: `say was ${said.look}`, role: 'status' }, said.text)),
    h('section', { class: 'card', 'aria-labelledby': 'rang-title' },
      h('h2', { id: 'rang-title' }, t('cluster.rang')),
      h('p', { class: 'soft' }, t('cluster.since', { since: moment(news.since, terms.zone, now, { seconds: true }) })),
      h(Bars, { minutes, zone: terms.zone })),
    h('section', { class: 'card', 'aria-labelledby': 'nodes-title' },
      h('h2', { id: 'nodes-title' }, t('cluster.nodes.title')),
      h(Nodes, { news, now })),
    h('section', { class: 'card', 'aria-labelledby': 'happened-title' },
      h('h2', { id: 'happened-title' }, t('cluster.happened')),
      news.happened.length === 0 ? h('p', { class: 'nothing' }, t('cluster.happened.none'))
        : h('ol', { class: 'timeline', tabindex: 0 }, happenings(news).map(one => h('li', { key: one.key, class: one.look },
          h('time', { class: 'number', datetime: one.at }, moment(Date.parse(one.at), terms.zone, now, { seconds: true })),
          h('span', null, one.text))))),
    h('section', { class: 'card', 'aria-labelledby': 'lost-title' },
      h('h2', { id: 'lost-title' }, t('cluster.lost')),
      h(Lost, { api, lost: news.lost, zone: terms.zone, now })));
}

function Nodes({ news, now }) {
  const { nodes, health, gone } = news;
  const whole = new Intl.NumberFormat(locale());
  return h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-labelledby': 'nodes-title' },
    h('table', { class: 'nodes' },
      h('thead', null, h('tr', null, ['node', 'status', 'broker', 'database', 'waiting', 'shards', 'devices', 'version'].map(column =>
        h('th', { scope: 'col', key: column }, t(`cluster.column.${column}`))))),
      h('tbody', null,
        nodes.map(node => {
          const answers = node.reachable && !silence(news, node);
          const told = answers ? health.get(node.address) : undefined;
          const status = answers ? node.status : node.reachable ? 'silent' : 'unreachable';
          return h('tr', { key: node.address },
            h('th', { scope: 'row' }, node.address, node.oldest && h('span', { class: 'note' }, ` ${t('cluster.oldest')}`)),
            h('td', null, h('span', { class: `verdict ${answers ? STATUS[node.status] ?? 'idle' : 'bad'}` }, t(`cluster.status.${status}`))),
            ['broker', 'database'].map(what => h('td', { key: what }, h(Link, { up: told?.[what], since: told?.[`${what}_since`], now }))),
            [told?.waiting, node.shards, node.devices].map((number, index) => h('td', { class: 'number', key: index }, number === undefined || number === null || !answers ? t('cluster.unknown') : whole.format(number))),
            h('td', null, node.version));
        }),
        [...gone].map(([node, at]) => h('tr', { key: node, class: 'gone' },
          h('th', { scope: 'row' }, node),
          h('td', { colspan: 7 }, h('span', { class: 'verdict bad' }, t('cluster.gone', { span: span(now - Date.parse(at)) }))))))));
}

function Link({ up, since, now }) {
  if (up === undefined) return t('cluster.unknown');
  return h('span', { class: `verdict ${up ? 'good' : 'bad'}` }, up ? t('cluster.link.up') : t('cluster.link.lost', { span: span(now - Date.parse(since)) }));
}

/** Commands that did not arrive, each with its device; a button runs all of them again. */
function Lost({ api, lost, zone, now }) {
  if (lost.length === 0) return h('p', { class: 'nothing' }, t('cluster.lost.none'));
  const again = async () => {
    let done = 0;
    for (const one of lost) {
      try {
        await api.post(path.run(one.group_id), { name: one.name }, onceOnly());
        done++;
      } catch (refusal) {
        if (refusal.endsSession) return;
        toast(`${one.device_id}: ${refusal.message}`, { bad: true });
      }
    }
    if (done) toast(count('cluster.again.done', done));
  };
  return [
    h('ul', { class: 'lost' }, lost.slice(0, 50).map(one => h('li', { key: one.fire_id },
      h('time', { class: 'number', datetime: one.scheduled_at }, moment(Date.parse(one.scheduled_at), zone, now)),
      h('a', { href: address(one.device_id) }, h('bdi', null, one.device_id)),
      h('span', { class: 'verdict bad' }, t(`verdict.${one.verdict}`))))),
    h('button', { type: 'button', onClick: again }, count('cluster.again', lost.length)),
  ];
}
