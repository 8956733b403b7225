// The view library: Preact and its hooks, put into the page by the two scripts before this one.
export const { h, render, Fragment } = globalThis.preact;
export const { useState, useEffect, useRef, useMemo } = globalThis.preactHooks;

/** The bell of the page's head; `ringing` shakes it. */
export function Bell({ ringing }) {
  return h('svg', { class: ringing ? 'bell ringing' : 'bell', viewBox: '0 0 24 24', 'aria-hidden': 'true' },
    h('path', { d: 'M12 2a2 2 0 0 0-2 2v.4A6 6 0 0 0 6 10v4.2L4.3 17a1 1 0 0 0 .9 1.5h13.6a1 1 0 0 0 .9-1.5L18 14.200V10a6 6 0 0 0-4-5.6V4a2 2 0 0 0-2-2Zm-2.5 17.800a2.500 2.500 0 0 0 5 0Z' }));
}

/** What went wrong, said to those who cannot see it, too. */
export function Alert({ children }) {
  return children ? h('p', { class: 'alert', role: 'alert' }, children) : null;
}
