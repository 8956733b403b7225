// Calendars: the list, and one of them a year at a time; administrators create, change and delete them.
import { path } from './api.js';
import { FileDialog } from './file.js';
import { DatesOfYear } from './dates.js';
import { Alert, h, Loading, PageTitle, Theirs, useEffect, useState } from './html.js';
import { toast } from './toast.js';
import { t } from './words.js';

export const address = name => `#/calendars/${encodeURIComponent(name)}`;

/** The names of all calendars, in order. */
export async function allCalendars(api) {
  const names = [];
  for (let page = 1, next = true; next; page++) {
    const found = await api.get(path.calendars(page));
    names.push(...found.results.map(one => one.name));
    next = found.next;
  }
  return names;
}

export function CalendarsView({ api, session, terms, name }) {
  const [names, setNames] = useState(null);
  const [refusal, setRefusal] = useState(null);
  const [making, setMaking] = useState(false);
  const look = () => allCalendars(api).then(setNames, failure => failure.endsSession || setRefusal(failure.message));
  useEffect(() => {
    look();
  }, []);
  const made = async one => {
    await look();
    location.hash = address(one);
  };
  return h('div', { class: 'calendars' },
    h('div', { class: 'section-head' },
      h(PageTitle, null, t('nav.calendars'), ' ', names && h('span', { class: 'soft number' }, names.length)),
      session.admin && h('button', { type: 'button', class: 'primary', onClick: () => setMaking(true) }, t('calendar.new'))),
    h(Alert, null, refusal),
    !names ? !refusal && h(Loading) : names.length === 0 ? h('p', { class: 'card nothing' }, t('calendars.none'))
      : h('nav', { 'aria-label': t('nav.calendars') }, h('ul', { class: 'names' }, names.map(one => h('li', { key: one },
        h('a', { href: address(one), 'aria-current': one === name ? 'page' : undefined }, h(Theirs, null, one)))))),
    names && (name ? h(Calendar, { key: name, api, session, terms, name, look }) : names.length > 0 && h('p', { class: 'hint' }, t('calendars.what'))),
    making && h(FileDialog, { api, done: made, close: () => setMaking(false) }));
}

function Calendar({ api, session, terms, name, look }) {
  const [dates, setDates] = useState(null);
  const [refusal, setRefusal] = useState(null);
  const [replacing, setReplacing] = useState(false);
  const read = async () => {
    try {
      setDates((await api.get(path.calendar(name))).dates);
      setRefusal(null);
    } catch (failure) {
      if (!failure.endsSession) setRefusal(failure.message);
    }
  };
  useEffect(() => {
    read();
  }, []);
  const put = async wanted => {
    await api.put(path.calendar(name), { dates: wanted });
    await Promise.all([read(), look()]);
  };
  const saved = () => toast(t('did.save'), { undo: () => put(dates) });
  const save = async wanted => {
    try {
      await put(wanted);
      saved();
      return null;
    } catch (failure) {
      return failure.endsSession ? null : failure;
    }
  };
  const remove = async () => {
    try {
      await api.delete(path.calendar(name));
      toast(t('did.delete-calendar', { name }), { undo: async () => {
        await put(dates);
        location.hash = address(name);
      } });
      location.hash = '#/calendars';
      await look();
    } catch (failure) {
      if (!failure.endsSession) toast(failure.message, { bad: true });
    }
  };
  if (refusal) return h(Alert, null, refusal);
  if (!dates) return h(Loading);
  return h('section', { class: 'card', 'aria-labelledby': 'calendar-name' },
    h('div', { class: 'section-head' },
      h('h2', { id: 'calendar-name' }, h(Theirs, null, name)),
      session.admin && h('div', { class: 'actions' },
        h('button', { type: 'button', class: 'quiet', onClick: () => setReplacing(true) }, t('calendar.replace')),
        h('button', { type: 'button', class: 'quiet', onClick: remove }, t('action.delete')))),
    h(DatesOfYear, { id: `calendar ${name}`, dates, terms, zone: terms.zone, save: session.admin && save }),
    replacing && h(FileDialog, { api, name, close: () => setReplacing(false), done: async () => {
      await read();
      saved();
    } }));
}
