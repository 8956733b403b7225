// Who is signed in. The token stays in this tab's sessionStorage and is sent only in the API's header.
const KEY = 'carillon.token';

/** The user that a token names; null where the text is no token. */
function read(token) {
  try {
    const [, payload] = token.split('.');
    const bytes = Uint8Array.from(atob(payload.replace(/-/g, '+').replace(/_/g, '/')), char => char.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes));
    const user = claims.enduserid ?? claims.user_id ?? claims.sub;
    if (user === undefined) return null;
    const scopes = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
    return { token, user: String(user), admin: scopes.includes('carillon:admin') };
  } catch {
    return null;
  }
}

/** @returns the session, or null where the text is no token; nothing is kept yet */
export const parse = text => read(text.trim().replace(/^(jwt|bearer)\s+/i, ''));

export function keep(session) {
  sessionStorage.setItem(KEY, session.token);
}

export function signOut() {
  sessionStorage.removeItem(KEY);
}

/** The session of this tab, if it has one. */
export function kept() {
  const token = sessionStorage.getItem(KEY);
  return token ? read(token) : null;
}

/** The session that a link's fragment (`#token=…`) names; it is removed from the address. */
export function linked() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = fragment.get('token');
  if (!token) return null;
  const device = fragment.get('device');
  history.replaceState(null, '', device ? `#/device/${encodeURIComponent(device)}` : location.pathname);
  return read(token);
}

export const sameUser = (one, other) => one.user === other.user && one.admin === other.admin;
