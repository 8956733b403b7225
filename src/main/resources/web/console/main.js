// The page: who is signed in, which view the address names, in which language.
import { Alert, Bell, h, render, useEffect, useMemo, useState } from './html.js';
import { Api } from './api.js';
import { ClusterView } from './cluster.js';
import { DeviceView } from './device.js';
import { Find, forget } from './find.js';
import { SignIn } from './signin.js';
import { resume, signIn, signOut } from './session.js';
import { LANGUAGES, preferred, speak, spoken, t } from './words.js';

function route() {
  const [, view, id] = location.hash.split('/');
  return { view: view === 'cluster' ? 'cluster' : 'device', device: view === 'device' && id ? decoded(id) : null };
}

function decoded(id) {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/** A link may come from anybody: it does not take a session's place unasked. */
function replaces(next, present) {
  return confirm(t('signin.replace', { next: next.user, present: present.user }));
}

function App({ terms }) {
  const [session, setSession] = useState(() => resume(replaces));
  const [farewell, setFarewell] = useState(null);
  const [at, setAt] = useState(route);
  const [, setLanguage] = useState(spoken());

  useEffect(() => {
    const moved = () => {
      if (location.hash.startsWith('#token=')) setSession(resume(replaces));
      setAt(route());
    };
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);

  const leave = why => {
    signOut();
    if (!why) forget();
    setSession(null);
    setFarewell(why ?? null);
  };
  const api = useMemo(() => session && new Api(session.token, leave), [session]);

  const enter = token => {
    const entered = signIn(token);
    if (entered) setSession(entered);
    return entered !== null;
  };

  const change = async language => {
    await speak(language, { remember: true });
    setLanguage(language);
  };

  return [
    h('a', { class: 'to-main', href: '#main', onClick: skipToMain }, t('skip')),
    h(Head, { session, at, leave: () => leave(), change }),
    h('main', { id: 'main', tabindex: -1 },
      !session ? h(SignIn, { enter, farewell })
        : at.view === 'cluster' && session.admin ? h(ClusterView, { api, terms, key: session.token })
          : at.device ? h(DeviceView, { api, session, terms, device: at.device, key: `${at.device} ${session.token}` })
            : h(Find, { prominent: true })),
  ];
}

function skipToMain(event) {
  event.preventDefault();
  document.getElementById('main').focus();
}

function Head({ session, at, leave, change }) {
  const here = view => (at.view === view ? 'page' : undefined);
  return h('header', { class: 'head' },
    h('a', { class: 'brand', href: '#/' }, h(Bell), 'Carillon'),
    session?.admin && h('nav', { 'aria-label': t('nav') },
      h('a', { href: at.device ? `#/device/${encodeURIComponent(at.device)}` : '#/', 'aria-current': here('device') }, t('nav.device')),
      h('a', { href: '#/cluster', 'aria-current': here('cluster') }, t('nav.cluster'))),
    session && at.device && h(Find, { device: at.device, key: at.device }),
    h('div', { class: 'head-end' },
      h('label', { class: 'language' },
        h('span', { class: 'unseen' }, t('language')),
        h('select', { value: spoken(), onChange: event => change(event.target.value) },
          Object.entries(LANGUAGES).map(([code, name]) => h('option', { value: code, lang: code }, name)))),
      session && h('span', { class: 'who', title: session.admin ? t('role.admin') : undefined }, session.user),
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
  render(h(App, { terms }), app);
} catch (failure) {
  render(h(Broken, { why: String(failure) }), app);
}
