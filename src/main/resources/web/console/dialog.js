// Dialogs on the browser's own <dialog>: Escape closes, focus stays inside and goes back where it came from.
import { h, useEffect, useRef } from './html.js';
import { t } from './words.js';

let made = 0;

/** @param close null: it stays until its question is answered */
export function Dialog({ title, close, children, small = false, wide = false }) {
  const dialog = useRef();
  const id = useRef(`dialog-${++made}`).current;
  useEffect(() => {
    const before = document.activeElement;
    dialog.current.showModal();
    return () => {
      dialog.current?.close();
      if (before?.isConnected) before.focus({ preventScroll: true });
      else document.querySelector('main h1, main')?.focus({ preventScroll: true });
    };
  }, []);
  const cancelled = event => {
    event.preventDefault();
    if (event.target === dialog.current) close?.();
  };
  return h('dialog', { ref: dialog, class: small ? 'small' : wide ? 'wide' : undefined, 'aria-labelledby': id, onCancel: cancelled },
    h('div', { class: 'dialog-head' },
      h('h2', { id }, title),
      close && h('button', { type: 'button', class: 'quiet icon', 'aria-label': t('close'), onClick: close }, '×')),
    children);
}
