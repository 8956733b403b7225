// When the focused element is removed, the focus moves to its neighbour, not to the top of the page.
const NEXT = 'button:not(:disabled), a[href], summary, [tabindex]';

/** @param page its root element */
export function keepFocus(page) {
  let path = [];
  page.addEventListener('focusin', ({ target }) => {
    path = [];
    for (let one = target; one && one !== page; one = one.parentElement) path.push(one);
  });
  new MutationObserver(() => {
    if (!path.length || path[0].isConnected || document.activeElement !== document.body) return;
    const around = path.find(one => one.isConnected);
    path = [];
    const next = around && !around.matches('main, .toasts') && around.querySelector(NEXT);
    (next || page.querySelector('main h1, main'))?.focus({ preventScroll: true });
  }).observe(page, { childList: true, subtree: true });
}
