// Calls of Carillon's own API, and nothing else.
import { t } from './words.js';

const FIELD = /^([a-z_]+(?:\[\d+\])?(?:\.[a-z_]+)?): ([^]+)$/;
export const UNBOUND = 10350;
export const HIDDEN = 11600;
const EXPIRED = 10100;
const BAD_TOKEN = 10101;
const BAD_PARAMETER = 10000;
const STALE = 412;
const KNOWN = [EXPIRED, BAD_TOKEN, UNBOUND, HIDDEN, 10050];

/** A no of the API: its code and, where its message names one, the field. */
export class Refusal extends Error {
  constructor(code, message) {
    const [, field = null, rest = message] = code === BAD_PARAMETER ? FIELD.exec(message) ?? [] : [];
    super(KNOWN.includes(code) ? t(`code.${code}`) : rest.charAt(0).toUpperCase() + rest.slice(1));
    this.code = code;
    this.field = field;
  }

  get endsSession() {
    return this.code === EXPIRED || this.code === BAD_TOKEN;
  }
}

export class Api {
  /** @param ended told why the token is no good any more */
  constructor(token, ended) {
    this.token = token;
    this.ended = ended;
  }

  get = path => this.#call('GET', path);
  put = (path, body, headers) => this.#call('PUT', path, body, headers);
  post = (path, body, headers) => this.#call('POST', path, body, headers);
  delete = path => this.#call('DELETE', path);

  /** A group as it is now, with the header by which a change says that it means just this; a proxy may have taken it. */
  async group(id) {
    const answer = await this.#send('GET', path.group(id));
    const tag = answer.headers.get('etag');
    return { group: await answer.json(), ifMatch: tag?.startsWith('"') ? { 'if-match': tag } : {} };
  }

  /** An answer's head at once, its body as it comes. */
  async stream(path, signal) {
    const answer = await fetch(path, { headers: { authorization: `jwt ${this.token}` }, signal, cache: 'no-store' });
    if (!answer.ok) throw await this.#refusal(answer);
    return answer.body;
  }

  async #call(method, path, body, headers) {
    const json = await (await this.#send(method, path, body, headers)).json();
    return json.meta ? json.data : json;
  }

  async #send(method, path, body, headers = {}) {
    const sent = { authorization: `jwt ${this.token}`, ...headers };
    if (body !== undefined) sent['content-type'] = 'application/json';
    let answer;
    try {
      answer = await fetch(path, { method, headers: sent, body: body && JSON.stringify(body), cache: 'no-store' });
    } catch {
      throw new Refusal(0, t('error.unreachable'));
    }
    if (!answer.ok) throw await this.#refusal(answer);
    return answer;
  }

  async #refusal(answer) {
    let meta;
    try {
      ({ meta } = await answer.json());
    } catch {
      meta = { code: 0, message: `${answer.status} ${answer.statusText}` };
    }
    const refusal = new Refusal(meta.code, answer.status === STALE ? t('error.stale') : meta.message);
    if (refusal.endsSession) this.ended(refusal.message);
    return refusal;
  }
}

export const path = {
  device: id => `/v3/devices/${encodeURIComponent(id)}/`,
  bindings: id => `${path.device(id)}bindings/`,
  binding: (id, user) => `${path.bindings(id)}${encodeURIComponent(user)}/`,
  groups: id => `/v3/schedule/tasks/?device_id=${encodeURIComponent(id)}`,
  newGroup: '/v3/schedule/task/',
  group: id => `/v3/schedule/task/${id}/`,
  fires: id => `${path.group(id)}fires/?limit=20`,
  skip: id => `${path.group(id)}skip/`,
  run: id => `${path.group(id)}run/`,
  cluster: '/console/events',
};
