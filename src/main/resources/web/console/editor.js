// The form of one schedule. A refusal of the API is shown at the field that it names; nothing typed is ever lost.
import { HIDDEN, onceOnly, path, STALE } from './api.js';
import { Dialog } from './dialog.js';
import { drafts, exceptDates, filled, placeOf, request } from './form.js';
import { Days, Tasks } from './fields.js';
import { Alert, h, useEffect, useRef, useState } from './html.js';
import { Limits } from './limits.js';
import { Merge, merged } from './merge.js';
import { Preview } from './preview.js';
import { toast } from './toast.js';
import { t } from './words.js';

const plain = form => JSON.stringify({ ...form, tasks: form.tasks.map(({ id, ...task }) => task) });

/** @param ifMatch the headers that make the change conditional on the version shown */
export function Editor({ api, device, seen, group, ifMatch, start, zone, terms, act, again, close }) {
  const [base, setBase] = useState({ group, ifMatch });
  const [first] = useState(() => filled(group, { zone, terms, start }));
  const [form, setForm] = useState(() => drafts.find(device, group) ?? first);
  const [refusal, setRefusal] = useState(null);
  const [theirs, setTheirs] = useState(null);
  const [busy, setBusy] = useState(false);
  const idempotent = useRef({});
  const element = useRef();
  const kept = useRef(form !== first).current;

  const touched = plain(form) !== plain(first);
  useEffect(() => {
    if (touched) drafts.keep(device, group, form);
    else drafts.drop(device, group);
  }, [form]);

  const set = changed => setForm({ ...form, ...changed });
  const place = refusal?.field && placeOf(refusal.field);

  const leave = () => {
    const reopen = close(touched);
    if (reopen) toast(t('draft.kept'), { undo: reopen, act: t('draft.open') });
  };
  const discard = () => {
    drafts.drop(device, group);
    setForm(first);
  };

  const save = async (asked, match) => {
    setBusy(true);
    setRefusal(null);
    try {
      if (base.group) {
        await api.put(path.group(group.group_id), asked, match);
        act.saved(base.group);
      } else {
        const content = JSON.stringify(asked);
        if (idempotent.current.content !== content) idempotent.current = { content, headers: onceOnly() };
        act.created(await api.post(path.newGroup, { ...asked, device_id: device }, idempotent.current.headers));
      }
    } catch (refused) {
      setBusy(false);
      if (base.group && (refused.status === STALE || refused.code === HIDDEN)) return conflict(refused);
      setRefusal(refused);
      const wrong = refused.field && element.current.querySelector(`[data-field="${placeOf(refused.field)}"]`);
      wrong?.focus();
      return undefined;
    }
    drafts.drop(device, group);
    close();
    return again();
  };

  /** Somebody else has changed it: shows both versions; saving then uses the new If-Match. */
  const conflict = async refused => {
    try {
      setTheirs(await api.group(group.group_id));
    } catch {
      setRefusal(refused);
    }
  };

  const submit = event => {
    event.preventDefault();
    setForm({ ...form, except_dates: exceptDates(form), typed: '' });
    save(request(form, base.group), base.ifMatch);
  };

  const input = (field, more) => ({
    id: `f-${field}`, 'data-field': field, 'aria-invalid': place === field, 'aria-describedby': place === field ? `e-${field}` : undefined, ...more,
  });
  const error = field => place === field && h('p', { class: 'field-error', id: `e-${field}`, role: 'alert' }, refusal.message);
  const shown = place && element.current?.querySelector(`[data-field="${place}"]`);
  const shared = { form, set, input, error, place, zone, terms, group, about: seen.about };

  if (theirs) return h(Dialog, { title: t('merge.title'), close: leave },
    h(Merge, { base: base.group, mine: request(form, base.group), theirs: theirs.group, terms, zone, cancel: leave, choose: chosen => {
      setBase(theirs);
      const both = merged(base.group, request(form, base.group), theirs.group, chosen);
      setForm(filled({ ...theirs.group, ...both.group }, { zone, terms }));
      setTheirs(null);
      return save(both.request, theirs.ifMatch);
    } }));
  return h(Dialog, { title: t(group ? 'editor.edit' : 'editor.new', { device }), close: leave },
    h('form', { ref: element, onSubmit: submit, noValidate: true },
      kept && touched && h('p', { class: 'note kept' }, t('draft.found'), ' ', h('button', { type: 'button', class: 'link', onClick: discard }, t('draft.discard'))),
      refusal && !shown && h(Alert, null, refusal.message),
      h(Tasks, shared),
      h(Days, shared),
      h(Limits, shared),
      h(Preview, { api, device, asked: request(form, null), zone, terms }),
      h('div', { class: 'dialog-foot' },
        h('p', { class: 'hint' }, t('editor.zone', { zone })),
        h('button', { type: 'button', onClick: leave }, t('close')),
        h('button', { class: 'primary', disabled: busy }, t(busy ? 'editor.saving' : group ? 'editor.save' : 'editor.create')))));
}
