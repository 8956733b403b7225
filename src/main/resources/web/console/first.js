// A device that this administrator is not bound to: the target of the link that a new node prints.
import { Alert, h, useState } from './html.js';
import { offered } from './actions.js';
import { onceOnly, path } from './api.js';
import { NEVER } from './period.js';
import { wall } from './time.js';
import { t } from './words.js';

const AHEAD = 15_000;

export function First({ api, session, device, seen, zone, terms, act, again }) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState(null);
  const fresh = seen.users?.length === 0 && seen.about.groups === 0;
  const ring = async () => {
    setBusy(true);
    try {
      await api.put(path.binding(device, session.user));
      const at = wall(terms.clock() + AHEAD, zone);
      await api.post(path.newGroup, {
        device_id: device, period: NEVER, label: t('first.label'),
        tasks: [{ hour: at.hour, minute: at.minute, second: at.second, commands: offered()[0].commands }],
      }, onceOnly());
      await again();
    } catch (refused) {
      setBusy(false);
      setRefusal(refused.message);
    }
  };
  return h('section', { class: 'card empty' },
    h('h2', null, t(fresh ? 'first.title' : 'unbound.title')),
    h('p', null, t(fresh ? 'first.lead' : 'unbound.lead', { user: session.user })),
    h(Alert, null, refusal),
    h('div', { class: 'line' },
      fresh && h('button', { type: 'button', class: 'primary', disabled: busy, onClick: ring }, t('first.ring')),
      h('button', { type: 'button', class: fresh ? '' : 'primary', disabled: busy, onClick: async () => setRefusal((await act.bind(session.user))?.message ?? null) }, t('unbound.bind', { user: session.user }))));
}
