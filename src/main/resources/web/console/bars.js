// An hour of firings: a bar a minute, stacked by verdict, and the lateness of the slowest.
import { VERDICTS } from './hour.js';
import { h } from './html.js';
import { lateness, wall } from './time.js';
import { t } from './words.js';

const WIDTH = 10;
const HEIGHT = 120;

export function Bars({ minutes, zone }) {
  const totals = Object.fromEntries(VERDICTS.map(verdict => [verdict, minutes.reduce((sum, minute) => sum + (minute.verdicts[verdict] ?? 0), 0)]));
  const most = Math.max(1, ...minutes.map(minute => VERDICTS.reduce((sum, verdict) => sum + (minute.verdicts[verdict] ?? 0), 0)));
  const slowest = Math.max(-1, ...minutes.map(minute => minute.most ?? -1));
  const used = VERDICTS.filter(verdict => totals[verdict] > 0);
  if (!used.length) return h('p', { class: 'nothing' }, t('cluster.rang.none'));
  const spoken = used.map(verdict => `${t(`verdict.${verdict}`)} ${totals[verdict]}`).join(t('comma'));
  return h('figure', { class: 'bars' },
    h('svg', { viewBox: `0 0 ${minutes.length * WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': spoken },
      minutes.map((minute, index) => {
        let top = HEIGHT;
        return h('g', { key: minute.at }, used.map(verdict => {
          const number = minute.verdicts[verdict] ?? 0;
          if (!number) return null;
          const height = Math.max(2, (number / most) * HEIGHT);
          top -= height;
          return h('rect', { key: verdict, class: `v-${verdict}`, x: index * WIDTH + 1, y: top, width: WIDTH - 2, height });
        }));
      })),
    h('div', { class: 'axis number', 'aria-hidden': 'true' }, [0, 15, 30, 45, 59].map(index => h('span', { key: index }, wall(minutes[index].at, zone).time))),
    h('figcaption', null,
      used.map(verdict => h('span', { key: verdict, class: 'key' }, h('i', { class: `v-${verdict}` }), t(`verdict.${verdict}`), ' ', h('b', { class: 'number' }, totals[verdict]))),
      slowest >= 0 && h('span', { class: 'key' }, t('cluster.slowest', { late: lateness(slowest) }))));
}
