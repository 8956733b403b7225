// Dialogs on the browser's own <dialog>: Escape closes, focus stays inside and goes back where it came from.
import { h, useEffect, useRef } from './html.js';
import { t } from './words.js';

export function Dialog({ title, close, children, small = false }) {
  const dialog = useRef();
  useEffect(() => {
    dialog.current.showModal();
    return () => dialog.current?.close();
  }, []);
  return h('dialog', { ref: dialog, class: small ? 'small' : undefined, 'aria-labelledby': 'dialog-title', onClose: close },
    h('h2', { id: 'dialog-title' }, title),
    children);
}

export function Confirm({ title, text, yes, confirmed, close }) {
  return h(Dialog, { title, close, small: true },
    h('p', null, text),
    h('div', { class: 'dialog-foot' },
      h('button', { type: 'button', onClick: close, autofocus: true }, t('cancel')),
      h('button', { type: 'button', class: 'danger', onClick: confirmed }, yes)));
}
