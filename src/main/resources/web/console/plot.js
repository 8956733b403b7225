// A plot over the last minutes, by uPlot, in the colours of the page.
import { h, useEffect, useRef } from './html.js';
import { locale } from './words.js';

const HEIGHT = 200;
const dark = matchMedia('(prefers-color-scheme: dark)');
const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The powers of ten of a logarithmic scale. */
const powers = (_, axis, low, high) => Array.from({ length: Math.round(Math.log10(high / low)) + 1 }, (_, index) => low * 10 ** index);

/** @param data uPlot's: seconds, then a list a series */
export function Plot({ data, series, label, value = String, logarithmic = false, least = 1 }) {
  const place = useRef();
  const plot = useRef(null);

  const draw = () => {
    plot.current?.destroy();
    const time = new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    const axis = { stroke: colour('--soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '12px system-ui, sans-serif' };
    plot.current = new globalThis.uPlot({
      width: place.current.clientWidth,
      height: HEIGHT,
      cursor: { show: false },
      legend: { show: series.length > 1, live: false },
      scales: {
        x: { time: true },
        y: logarithmic ? { distr: 3, range: (_, low, high) => [1, Math.max(100, 10 ** Math.ceil(Math.log10(high ?? 1)))] } : { range: (_, low, high) => [0, Math.max(least, high * 1.1)] },
      },
      axes: [
        { ...axis, size: 32, space: 80, values: (_, seconds) => seconds.map(second => time.format(second * 1000)) },
        { ...axis, size: 64, splits: logarithmic ? powers : undefined, values: (_, values) => values.map(number => (Number.isInteger(number) ? value(number) : '')) },
      ],
      series: [{}, ...series.map(one => ({
        label: one.label,
        stroke: colour(one.colour),
        fill: one.bars ? colour(one.colour) : undefined,
        width: one.bars ? 0 : 2,
        paths: one.bars ? globalThis.uPlot.paths.bars({ size: [0.8, 12, 2] }) : undefined,
        points: { show: !one.bars, size: 5, fill: colour(one.colour) },
      }))],
    }, data, place.current);
  };

  useEffect(() => {
    draw();
    const fitted = new ResizeObserver(() => plot.current?.setSize({ width: place.current.clientWidth, height: HEIGHT }));
    fitted.observe(place.current);
    dark.addEventListener('change', draw);
    return () => {
      fitted.disconnect();
      dark.removeEventListener('change', draw);
      plot.current?.destroy();
    };
  }, [locale()]);
  useEffect(() => plot.current?.setData(data));

  return h('div', { class: 'plot', ref: place, role: 'img', 'aria-label': label });
}
