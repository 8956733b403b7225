// Signing in: a token counts only once the service has accepted it.
import { Api, path } from './api.js';
import { Dialog } from './dialog.js';
import { Alert, Bell, h, useState } from './html.js';
import { parse } from './session.js';
import { t } from './words.js';

/** @returns why the service does not accept the token, or null */
export async function refused(session) {
  let ended = null;
  const api = new Api(session.token, refusal => {
    ended = refusal;
    return false;
  });
  try {
    await api.get(path.devices({ page_size: 1 }));
    return null;
  } catch (refusal) {
    // a service that cannot answer now has not refused the token
    return ended ?? (refusal.code === 0 ? refusal : null);
  }
}

function TokenForm({ enter }) {
  const [wrong, setWrong] = useState(null);
  const [busy, setBusy] = useState(false);
  const submit = async event => {
    event.preventDefault();
    const session = parse(new FormData(event.target).get('token'));
    if (!session) return setWrong(t('signin.wrong'));
    setBusy(true);
    const no = await refused(session);
    setBusy(false);
    return no ? setWrong(no.message) : enter(session);
  };
  return h('form', { onSubmit: submit },
    h('label', { for: 'token' }, t('signin.token')),
    h('input', {
      id: 'token', name: 'token', type: 'password', autocomplete: 'off', spellcheck: false, autofocus: true, required: true,
      'aria-invalid': Boolean(wrong), 'aria-describedby': wrong ? 'token-error' : undefined,
    }),
    wrong && h('p', { class: 'field-error', id: 'token-error', role: 'alert' }, wrong),
    h('button', { class: 'primary', disabled: busy }, t('signin.go')));
}

export function SignIn({ enter, farewell }) {
  return h('section', { class: 'narrow card welcome' },
    h(Bell),
    h('h1', null, t('signin.title')),
    h('p', null, t('signin.lead')),
    h(Alert, null, farewell),
    h(TokenForm, { enter }),
    h('div', { class: 'hint' },
      h('p', null, t('signin.hint')),
      h('pre', { tabindex: 0 }, h('code', null, 'java -jar target/carillon.jar token --user admin --admin'))));
}

/** Shown over the open page, which stays as it is. */
export function SignInAgain({ why, user, enter, leave }) {
  return h(Dialog, { title: t('signin.again'), close: null, small: true },
    h('p', null, why, ' ', t('signin.kept', { user })),
    h(TokenForm, { enter }),
    h('button', { type: 'button', class: 'quiet', onClick: leave }, t('sign-out')));
}

/** A link may come from anybody, so it replaces a session only with consent. */
export function Replace({ next, present, yes, close }) {
  return h(Dialog, { title: t('signin.title'), close, small: true },
    h('p', null, t('signin.replace', { next: next.user, present: present.user })),
    h('div', { class: 'dialog-foot' },
      h('button', { type: 'button', onClick: close, autofocus: true }, t('signin.stay', { present: present.user })),
      h('button', { type: 'button', class: 'primary', onClick: yes }, t('signin.change', { next: next.user }))));
}
