// The view library: Preact and its hooks, put into the page by the two scripts before this one.
import { t } from './words.js';

export const { h, render, Fragment } = globalThis.preact;
export const { useState, useEffect, useLayoutEffect, useRef, useMemo } = globalThis.preactHooks;

/** The bell of the page's head; `ringing` shakes it. */
export function Bell({ ringing }) {
  return h('svg', { class: ringing ? 'bell ringing' : 'bell', viewBox: '0 0 24 24', 'aria-hidden': 'true' },
    h('path', { d: 'M12 2a2 2 0 0 0-2 2v.4A6 6 0 0 0 6 10v4.2L4.3 17a1 1 0 0 0 .9 1.5h13.6a1 1 0 0 0 .9-1.5L18 14.2V10a6 6 0 0 0-4-5.6V4a2 2 0 0 0-2-2Zm-2.5 17.8a2.5 2.5 0 0 0 5 0Z' }));
}

/** An error, announced to screen readers too. */
export function Alert({ children }) {
  return children ? h('p', { class: 'alert', role: 'alert' }, children) : null;
}

export function Loading() {
  return h('p', { class: 'loading', role: 'status' }, t('loading'));
}

/** A user's text, whatever its direction. */
export const Theirs = ({ children }) => h('bdi', null, children);

/** Whether the window is narrower than a table of seven days. */
export function useNarrow() {
  const [query] = useState(() => matchMedia('(max-width: 760px)'));
  const [narrow, setNarrow] = useState(query.matches);
  useEffect(() => {
    const changed = () => setNarrow(query.matches);
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  }, []);
  return narrow;
}

/** A heading that has the focus when its page opens, so that a keyboard goes on from there. */
export function PageTitle({ children, ...more }) {
  const title = useRef();
  useEffect(() => {
    const free = [document.body, null].includes(document.activeElement) || document.activeElement.closest('.head');
    if (free) title.current.focus({ preventScroll: true });
  }, []);
  return h('h1', { ref: title, tabindex: -1, ...more }, children);
}

export const classes = (...names) => names.filter(Boolean).join(' ');
