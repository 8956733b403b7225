// Confirms for ten seconds what was done, with undo where possible.
import { Fragment, h, useEffect, useState } from './html.js';
import { t } from './words.js';

const STAYS = 10_000;
const MOST = 3;
let toasts = [];
let changed = () => {};
let told = 0;

function show(next) {
  toasts = next;
  changed(toasts);
}

/**
 * @param undo takes it back; its label is `act`, else "Undo"
 * @param gone called when the toast ends without that
 */
export function toast(text, { undo, act, gone, bad = false } = {}) {
  const one = { id: ++told, text, undo, act, gone, bad };
  toasts.slice(0, Math.max(0, toasts.length + 1 - MOST)).forEach(old => old.gone?.());
  show([...toasts, one].slice(-MOST));
}

const drop = one => show(toasts.filter(other => other !== one));

export function Toasts() {
  const [all, setAll] = useState(toasts);
  useEffect(() => {
    changed = setAll;
    // leaving the page makes it final
    const leaving = () => toasts.forEach(one => one.gone?.(true));
    addEventListener('pagehide', leaving);
    return () => removeEventListener('pagehide', leaving);
  }, []);
  return h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' },
    all.map(one => h(Toast, { key: one.id, one })));
}

function Toast({ one }) {
  const [held, setHeld] = useState(false);
  const [before] = useState(document.activeElement);
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(() => {
      drop(one);
      one.gone?.();
    }, STAYS);
    return () => clearTimeout(timer);
  }, [held]);
  const undo = async () => {
    if (before.isConnected) before.focus({ preventScroll: true });
    drop(one);
    try {
      await one.undo();
    } catch (refusal) {
      if (!refusal.endsSession) toast(refusal.message, { bad: true });
    }
  };
  const hold = { onMouseEnter: () => setHeld(true), onMouseLeave: () => setHeld(false), onFocusIn: () => setHeld(true), onFocusOut: () => setHeld(false) };
  return h('div', { class: one.bad ? 'toast bad' : 'toast', ...hold },
    h('span', null, one.text),
    one.undo && h(Fragment, null, h('button', { type: 'button', onClick: undo }, one.act ?? t('undo'))));
}
