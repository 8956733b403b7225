// Creates a calendar or replaces one: from an iCalendar or JSON file, or empty, to be marked by hand.
import { path } from './api.js';
import { Dialog } from './dialog.js';
import { Alert, h, useState } from './html.js';
import { kindName, KINDS } from './year.js';
import { t } from './words.js';

/** Uploads a file; a JSON file may be a calendar as the API returns it. */
async function put(api, name, file, as) {
  const text = file ? await file.text() : '{"dates":{}}';
  if (!/^\s*\{/.test(text)) return api.putFile(path.calendarFile(name, as), text);
  const { dates } = JSON.parse(text);
  return api.put(path.calendar(name), { dates });
}

/** @param name of the calendar to replace; without it a new one is created */
export function FileDialog({ api, name, done, close }) {
  const [typed, setTyped] = useState(name ?? '');
  const [file, setFile] = useState(null);
  const [as, setAs] = useState('SUNDAY');
  const [refusal, setRefusal] = useState(null);
  const [busy, setBusy] = useState(false);
  const submit = async event => {
    event.preventDefault();
    setBusy(true);
    try {
      await put(api, typed, file, as);
    } catch (failure) {
      setBusy(false);
      return setRefusal(failure instanceof SyntaxError ? { message: t('file.not-json') } : failure);
    }
    close();
    return done(typed);
  };
  const wrongName = refusal?.field === 'name';
  return h(Dialog, { title: name ? t('calendar.replace-one', { name }) : t('calendar.new'), close, small: true },
    h('form', { onSubmit: submit, noValidate: true },
      !name && [
        h('label', { for: 'calendar', key: 'label' }, t('calendar.name')),
        h('input', { id: 'calendar', key: 'input', value: typed, maxlength: 128, autofocus: true, autocomplete: 'off', autocapitalize: 'none', spellcheck: false, 'aria-invalid': wrongName, 'aria-describedby': wrongName ? 'calendar-error' : undefined, onInput: event => setTyped(event.target.value) }),
        wrongName && h('p', { class: 'field-error', id: 'calendar-error', role: 'alert', key: 'error' }, t('calendar.wrong-name')),
      ],
      h('label', { for: 'file' }, t(name ? 'file.choose' : 'file.optional')),
      h('input', { id: 'file', type: 'file', accept: '.ics,.json,text/calendar,application/json', onChange: event => setFile(event.target.files[0] ?? null) }),
      h('label', { for: 'as' }, t('file.as')),
      h('select', { id: 'as', value: as, onChange: event => setAs(event.target.value) }, KINDS.map(kind => h('option', { key: kind, value: kind }, kindName(kind)))),
      h('p', { class: 'hint' }, t('file.hint')),
      refusal && !wrongName && h(Alert, null, refusal.message),
      h('div', { class: 'dialog-foot' },
        h('button', { type: 'button', onClick: close }, t('close')),
        h('button', { class: 'primary', disabled: busy || !typed || (name && !file) }, t(name ? 'calendar.replace-go' : 'editor.create')))));
}
