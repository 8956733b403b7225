// One device's schedules, made on many others: chosen by search, one after another, each with its result.
import { onceOnly, path } from './api.js';
import { useDevices } from './devices.js';
import { Dialog } from './dialog.js';
import { creation } from './group.js';
import { h, useState } from './html.js';
import { toast } from './toast.js';
import { count, t } from './words.js';

const MOST = 100;
const AT_ONCE = 4;

export function Copy({ api, device, groups, close }) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(new Set());
  const [results, setResults] = useState(null);
  const [keys] = useState(() => new Map());
  const { found } = useDevices(api, { ...(text && { q: text }), page_size: MOST }, 0);
  const others = (found?.results ?? []).filter(one => one.device_id !== device);
  const flip = id => setChosen(new Set(chosen.has(id) ? [...chosen].filter(one => one !== id) : [...chosen, id]));
  const all = others.length > 0 && others.every(one => chosen.has(one.device_id));

  /** A retry uses the same key, so it creates nothing twice. */
  const keyOf = (id, group) => {
    const name = `${id} ${group.group_id}`;
    if (!keys.has(name)) keys.set(name, onceOnly());
    return keys.get(name);
  };
  const copy = async wanted => {
    const outcome = new Map(results ?? []);
    const made = [];
    const left = [...wanted];
    const worker = async () => {
      while (left.length) {
        const id = left.shift();
        try {
          for (const group of groups) made.push(await api.post(path.newGroup, creation(group, id), keyOf(id, group)));
          outcome.set(id, null);
        } catch (refusal) {
          outcome.set(id, refusal.message);
        }
        setResults(new Map(outcome));
      }
    };
    setResults(new Map(outcome));
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    toast(count('copy.done', made.length), { undo: made.length > 0 && (async () => {
      for (const group of made) await api.delete(path.group(group.group_id));
      toast(t('copy.undone'));
    }) });
  };

  const failed = results && [...results].filter(([, why]) => why);
  const running = results && results.size < chosen.size;
  return h(Dialog, { title: count('copy.title', groups.length), close },
    results ? h('div', { class: 'copy' },
      h('label', { for: 'copied' }, t('copy.progress', { done: results.size, all: chosen.size })),
      h('progress', { id: 'copied', max: chosen.size, value: results.size }),
      h('ul', { class: 'results', tabindex: 0 }, [...results].map(([id, why]) => h('li', { key: id }, h('span', { class: `verdict ${why ? 'bad' : 'good'}` }, why ?? t('copy.ok')), ' ', h('bdi', null, id)))),
      h('div', { class: 'dialog-foot' },
        failed.length > 0 && h('button', { type: 'button', disabled: running, onClick: () => copy(failed.map(([id]) => id)) }, t('copy.again')),
        h('button', { type: 'button', class: 'primary', disabled: running, onClick: close }, t('close'))))
      : h('form', { class: 'copy', onSubmit: event => {
        event.preventDefault();
        if (chosen.size) copy(chosen);
      } },
      h('input', { type: 'search', 'aria-label': t('devices.search'), placeholder: t('devices.search'), value: text, onInput: event => setText(event.target.value) }),
      h('label', { class: 'check' }, h('input', { type: 'checkbox', checked: all, onChange: () => setChosen(new Set(all ? [...chosen].filter(id => !others.some(one => one.device_id === id)) : [...chosen, ...others.map(one => one.device_id)])) }), t('copy.choose-all', { number: others.length })),
      h('ul', { class: 'choices', tabindex: 0 }, others.map(({ device_id: id, label }) => h('li', { key: id }, h('label', { class: 'check' },
        h('input', { type: 'checkbox', checked: chosen.has(id), onChange: () => flip(id) }), h('bdi', null, label ?? id), label && h('code', { class: 'soft' }, h('bdi', null, id)))))),
      found?.next && h('p', { class: 'hint' }, t('copy.more', { number: MOST })),
      h('div', { class: 'dialog-foot' },
        h('button', { class: 'primary', disabled: chosen.size === 0 }, count('copy.go', chosen.size)))));
}
