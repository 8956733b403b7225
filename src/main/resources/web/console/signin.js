import { Alert, Bell, h, useState } from './html.js';
import { t } from './words.js';

/** @param enter takes a token; false where the text is none */
export function SignIn({ enter, farewell }) {
  const [wrong, setWrong] = useState(false);
  const submit = event => {
    event.preventDefault();
    setWrong(!enter(new FormData(event.target).get('token')));
  };
  return h('section', { class: 'narrow card welcome' },
    h(Bell),
    h('h1', null, t('signin.title')),
    h('p', null, t('signin.lead')),
    h(Alert, null, farewell),
    h('form', { onSubmit: submit },
      h('label', { for: 'token' }, t('signin.token')),
      h('input', {
        id: 'token', name: 'token', type: 'password', autocomplete: 'off', spellcheck: false, autofocus: true, required: true,
        'aria-invalid': wrong, 'aria-describedby': wrong ? 'token-error token-hint' : 'token-hint',
      }),
      wrong && h('p', { class: 'field-error', id: 'token-error', role: 'alert' }, t('signin.wrong')),
      h('button', { class: 'primary' }, t('signin.go'))),
    h('div', { class: 'hint', id: 'token-hint' },
      h('p', null, t('signin.hint')),
      h('pre', { tabindex: 0 }, h('code', null, 'java -jar target/carillon.jar token --user admin --admin'))));
}
