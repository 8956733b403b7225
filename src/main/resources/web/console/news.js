// Follows the cluster's stream: first the last hour, then what is new.
import { path } from './api.js';
import { events } from './events.js';
import { useEffect, useRef, useState } from './html.js';
import { t } from './words.js';

const AGAIN = 3_000;
/** Every node reports each second, so after this long without news the stream is dead. */
const SILENT = 3_500;
const MOST = 200;
/** Older firings are shown by nothing. */
const HOUR = 3_600_000;

const nothing = () => ({ nodes: null, since: 0, heard: 0, tens: [], happened: [], lost: [], health: new Map(), gone: new Map() });

/** @returns whether to render at once */
function take(news, event, data, now) {
  const before = news.health.get(data.node);
  news.heard = now;
  if (event === 'history') Object.assign(news, { ...nothing(), nodes: news.nodes, health: news.health, since: Date.parse(data.since), tens: data.tens, happened: data.happened, lost: data.lost.slice().reverse() });
  else if (event === 'nodes') news.nodes = data.nodes;
  else if (event === 'health') news.health.set(data.node, { ...data, heard: now });
  else if (event === 'happened') news.happened = [...news.happened, data].slice(-MOST);
  else if (event === 'firings') {
    news.tens.push(data);
    while (news.tens.length && Date.parse(news.tens[0].at) < now - HOUR) news.tens.shift();
    news.lost = [...(data.lost ?? []), ...news.lost].slice(0, MOST);
  }
  if (event === 'history' || event === 'happened') news.gone = goneOf(news.happened);
  // a downed node may stay a member for a while
  news.nodes = news.nodes?.filter(node => !news.gone.has(node.address)) ?? null;
  return event !== 'firings' && (event !== 'health' || before?.broker !== data.broker || before.database !== data.database);
}

/** The nodes that have gone and not come back. */
function goneOf(happened) {
  const gone = new Map();
  for (const { at, what, node } of happened) {
    if (what === 'down' || what === 'left') gone.set(node, gone.get(node) ?? at);
    else if (what === 'up') gone.delete(node);
  }
  return gone;
}

/** @returns the news, what is wrong with the stream and since when, the service's time */
export function useNews(api, terms) {
  const news = useRef(nothing()).current;
  const [trouble, setTrouble] = useState(null);
  const [now, setNow] = useState(terms.clock());
  const heard = useRef(0);

  useEffect(() => {
    let over = false;
    let stream = null;
    let timer = 0;
    const lost = failure => setTrouble(before => before ?? { message: failure?.code ? failure.message : t('error.unreachable'), since: terms.clock() });
    const follow = async () => {
      stream = new AbortController();
      heard.current = Date.now();
      try {
        for await (const { event, data } of events(await api.stream(path.cluster, stream.signal))) {
          heard.current = Date.now();
          setTrouble(null);
          if (take(news, event, data, terms.clock())) setNow(terms.clock());
        }
        lost();
      } catch (failure) {
        if (over) return;
        lost(failure);
        if (failure.endsSession && !await api.ended(failure)) return;
      }
      if (!over) timer = setTimeout(follow, AGAIN);
    };
    follow();
    const tick = setInterval(() => {
      setNow(terms.clock());
      if (Date.now() - heard.current > SILENT) stream.abort();
    }, 1_000);
    return () => {
      over = true;
      stream.abort();
      clearTimeout(timer);
      clearInterval(tick);
    };
  }, []);
  return { news, trouble, now };
}
