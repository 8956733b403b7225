// Calls of Carillon's own API, and nothing else.
import { known, t } from './words.js';

export const UNBOUND = 10350;
export const HIDDEN = 11600;
export const STALE = 412;
const IN_USE = 409;
const TOO_LARGE = 413;
/** Too many requests: repeated after Retry-After. */
const BUSY = 429;
const TRIES = 5;
const EXPIRED = 10100;
const BAD_TOKEN = 10101;
const SPOKEN = [EXPIRED, BAD_TOKEN, UNBOUND, HIDDEN, 10050, 10060];
const LIMIT = /\b(groups|tasks|commands|skips|runs|Idempotency-Key)\b/;
const LINE = /; line (\d+): /;

/** A refusal in the user's language, by its code, field or limit. */
function meaning(code, field, message, status) {
  if (SPOKEN.includes(code)) return t(`code.${code}`);
  if (status === STALE) return t('error.stale');
  if (status === IN_USE && message.startsWith('calendar:')) return t('error.calendar-in-use');
  if (status === TOO_LARGE) return t('error.too-large');
  const line = LINE.exec(message)?.[1];
  if (line) return t('error.line', { line });
  if (field) {
    const key = `field.${field.replace(/\[\d+\]/g, '').split('.').at(-1)}`;
    return known(key) ? t(key) : t('field.other', { field });
  }
  const limit = LIMIT.exec(message)?.[1];
  return limit ? t('error.limit', { what: t(`limit.${limit.toLowerCase()}`) }) : t('error.refused', { code, status });
}

/** A refusal by the API: its code, its HTTP status and the field at fault, if there is one. */
export class Refusal extends Error {
  constructor({ code, message = '' }, field, status) {
    super(meaning(code, field, message, status));
    this.code = code;
    this.field = field ?? null;
    this.status = status;
  }

  get endsSession() {
    return this.code === EXPIRED || this.code === BAD_TOKEN;
  }
}

class Unreachable extends Error {
  constructor() {
    super(t('error.unreachable'));
    this.code = 0;
  }
}

export class Api {
  /** @param ended called with the refusal when the token is no longer valid; resolves to whether there is a new one */
  constructor(token, ended) {
    this.token = token;
    this.ended = ended;
  }

  get = path => this.#call('GET', path);
  put = (path, body, headers) => this.#call('PUT', path, body, headers);
  /** @param text of a calendar, RFC 5545 */
  putFile = (path, text) => this.#call('PUT', path, text, { 'content-type': 'text/calendar' });
  patch = (path, body, headers) => this.#call('PATCH', path, body, headers);
  post = (path, body, headers) => this.#call('POST', path, body, headers);
  delete = path => this.#call('DELETE', path);

  /** A group, and the header that makes a change conditional on this version; none where a proxy removed the ETag. */
  async group(id) {
    const answer = await this.#send('GET', path.group(id));
    const tag = answer.headers.get('etag');
    return { group: await answer.json(), ifMatch: tag?.startsWith('"') ? { 'if-match': tag } : {} };
  }

  /** Sent even while the page is unloaded. */
  leave(method, path, body) {
    fetch(path, { method, headers: this.#headers(body), body: body && JSON.stringify(body), keepalive: true }).catch(() => {});
  }

  /** Resolves once the head is there; the body follows as a stream. */
  async stream(path, signal) {
    const answer = await fetch(path, { headers: this.#headers(), signal, cache: 'no-store' });
    if (!answer.ok) throw await this.#refusal(answer);
    return answer.body;
  }

  #headers(body, more) {
    return { authorization: `jwt ${this.token}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...more };
  }

  async #call(method, path, body, headers) {
    const json = await (await this.#send(method, path, body, headers)).json();
    return json.meta ? json.data : json;
  }

  async #send(method, path, body, headers, tries = 0) {
    let answer;
    try {
      answer = await fetch(path, { method, headers: this.#headers(body, headers), body: typeof body === 'object' ? JSON.stringify(body) : body, cache: 'no-store' });
    } catch {
      throw new Unreachable();
    }
    if (answer.status === BUSY && tries < TRIES) {
      await new Promise(done => setTimeout(done, 1000 * (Number(answer.headers.get('retry-after')) || 1)));
      return this.#send(method, path, body, headers, tries + 1);
    }
    if (answer.ok) return answer;
    const refusal = await this.#refusal(answer);
    if (refusal.endsSession && await this.ended(refusal)) return this.#send(method, path, body, headers);
    throw refusal;
  }

  async #refusal(answer) {
    try {
      const { meta, data } = await answer.json();
      return new Refusal(meta, data?.field, answer.status);
    } catch {
      return new Refusal({ code: answer.status >= 500 ? 10050 : 10000 }, null, answer.status);
    }
  }
}

/** A header that makes a repeat of the call change nothing. */
export function onceOnly() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return { 'idempotency-key': Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('') };
}

export const path = {
  devices: (search = {}) => `/v3/devices/?${new URLSearchParams(search)}`,
  device: id => `/v3/devices/${encodeURIComponent(id)}/`,
  bindings: id => `${path.device(id)}bindings/`,
  binding: (id, user) => `${path.bindings(id)}${encodeURIComponent(user)}/`,
  fires: (id, range) => `${path.device(id)}fires/?${new URLSearchParams(range)}`,
  groups: id => `/v3/schedule/tasks/?device_id=${encodeURIComponent(id)}`,
  newGroup: '/v3/schedule/task/',
  preview: days => `/v3/schedule/preview/?days=${days}`,
  group: id => `/v3/schedule/task/${id}/`,
  skip: id => `${path.group(id)}skip/`,
  run: id => `${path.group(id)}run/`,
  calendars: page => `/v3/calendars/?page=${page}`,
  calendar: name => `/v3/calendars/${encodeURIComponent(name)}/`,
  calendarFile: (name, as) => `${path.calendar(name)}?as=${as}`,
  cluster: '/console/events',
};
