// The page: who is signed in, which view the address names, in which language.
import { learn } from './actions.js';
import { Api } from './api.js';
import { CalendarsView } from './calendars.js';
import { ClusterView } from './cluster.js';
import { DevicesView } from './devices.js';
import { DeviceView } from './device.js';
import { keepFocus } from './focus.js';
import { Alert, Bell, h, render, useEffect, useMemo, useRef, useState } from './html.js';
import { keep, kept, linked, sameUser, signOut } from './session.js';
import { refused, Replace, SignIn, SignInAgain } from './signin.js';
import { Toasts } from './toast.js';
import { LANGUAGES, preferred, speak, spoken, t } from './words.js';

function route() {
  const [, view, id] = location.hash.split('/');
  const known = ['cluster', 'calendars'].includes(view) || (view === 'device' && id);
  return { view: known ? view : 'devices', id: id ? decoded(id) : null };
}

function decoded(id) {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

function App({ terms }) {
  const [session, setSession] = useState(kept);
  const [farewell, setFarewell] = useState(null);
  const [expired, setExpired] = useState(null);
  const [offered, setOffered] = useState(null);
  const [at, setAt] = useState(route);
  const [, setLanguage] = useState(spoken());
  const waiting = useRef([]);
  const present = useRef(session);
  present.current = session;

  const enter = next => {
    keep(next);
    setFarewell(null);
    setOffered(null);
    setExpired(null);
    const stays = present.current && sameUser(next, present.current);
    if (stays) {
      api.token = next.token;
      present.current.token = next.token;
    } else setSession(next);
    waiting.current.splice(0).forEach(answer => answer(stays));
  };
  const follow = async next => {
    const no = await refused(next);
    if (no) setFarewell(no.message);
    else if (present.current && !sameUser(next, present.current)) setOffered(next);
    else enter(next);
  };
  useEffect(() => {
    const moved = () => {
      const next = linked();
      setAt(route());
      if (next) follow(next);
    };
    moved();
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);

  const leave = () => {
    signOut();
    setExpired(null);
    waiting.current.splice(0).forEach(answer => answer(false));
    setSession(null);
    setFarewell(null);
  };
  /** A refused call waits for a new token and then continues. */
  const ended = refusal => new Promise(answer => {
    waiting.current.push(answer);
    setExpired(refusal.message);
  });
  const api = useMemo(() => session && new Api(session.token, ended), [session]);
  const change = async language => {
    await speak(language, { remember: true });
    setLanguage(language);
  };
  const shared = { api, session, terms };

  return [
    h('a', { class: 'to-main', href: '#main', onClick: skipToMain }, t('skip')),
    h(Head, { session, at, leave, change }),
    h('main', { id: 'main', tabindex: -1 },
      !session ? h(SignIn, { enter, farewell })
        : [farewell && h(Alert, null, farewell),
          at.view === 'cluster' && session.admin ? h(ClusterView, { ...shared, key: 'cluster' })
            : at.view === 'calendars' ? h(CalendarsView, { ...shared, name: at.id, key: 'calendars' })
              : at.view === 'device' ? h(DeviceView, { ...shared, device: at.id, key: `${at.id} ${session.user}` })
                : h(DevicesView, { ...shared, key: 'devices' })]),
    expired && session && h(SignInAgain, { why: expired, user: session.user, enter, leave }),
    offered && session && h(Replace, { next: offered, present: session, yes: () => enter(offered), close: () => setOffered(null) }),
    h(Toasts),
  ];
}

function skipToMain(event) {
  event.preventDefault();
  document.getElementById('main').focus();
}

function Head({ session, at, leave, change }) {
  const link = (view, href, key) => h('a', { href, 'aria-current': at.view === view ? 'page' : undefined }, t(key));
  return h('header', { class: 'head' },
    h('a', { class: 'brand', href: '#/' }, h(Bell), 'Carillon'),
    session && h('nav', { 'aria-label': t('nav') },
      link('devices', '#/', 'nav.devices'),
      link('calendars', '#/calendars', 'nav.calendars'),
      session.admin && link('cluster', '#/cluster', 'nav.cluster'),
      h('a', { href: '../docs/' }, t('nav.docs'))),
    h('div', { class: 'head-end' },
      h('label', { class: 'language' },
        h('span', { class: 'unseen' }, t('language')),
        h('select', { value: spoken(), onChange: event => change(event.target.value) },
          Object.entries(LANGUAGES).map(([code, name]) => h('option', { value: code, lang: code }, name)))),
      session && h('span', { class: 'who', title: session.admin ? t('role.admin') : undefined }, h('bdi', null, session.user)),
      session && h('button', { type: 'button', class: 'quiet', onClick: leave }, t('sign-out'))));
}

function Broken({ why }) {
  return h('main', { class: 'narrow' }, h(Alert, null, why));
}

const app = document.getElementById('app');
try {
  await speak(preferred());
  const answer = await fetch('terms.json', { cache: 'no-store' });
  const terms = await answer.json();
  // the service's clock decides what is next, not this machine's
  terms.clock = () => Date.now() + terms.ahead;
  terms.ahead = terms.now - Date.now();
  learn(terms);
  render(h(App, { terms }), app);
  keepFocus(app);
} catch (failure) {
  render(h(Broken, { why: String(failure) }), app);
}
