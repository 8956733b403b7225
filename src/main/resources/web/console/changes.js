// Everything that a person can do to a device, each with its undo.
import { onceOnly, path } from './api.js';
import { called } from './actions.js';
import { body, whole } from './group.js';
import { toast } from './toast.js';
import { moment, wall } from './time.js';
import { t } from './words.js';

/** @param again reloads the device */
export function changes({ api, device, again, zone, terms }) {
  /** Does it, confirms it and offers undo; `inline`: the caller shows a refusal itself. */
  const change = async (wish, said, undo, { inline, ...more } = {}) => {
    try {
      const answer = await wish();
      if (said) toast(said, { undo: undo && (async () => {
        await undo(answer);
        await again();
      }), ...more });
      await again();
      return null;
    } catch (refusal) {
      if (!refusal.endsSession && !inline) toast(refusal.message, { bad: true });
      await again();
      return refusal;
    }
  };
  const restore = group => () => api.put(path.group(group.group_id), whole(group));

  return {
    change,
    skip: (group, entry) => change(() => api.post(path.skip(group.group_id), {}, onceOnly()),
      t('did.skip', { what: called(entry.commands), when: moment(entry.at, zone, terms.clock()) }), () => api.delete(path.skip(group.group_id))),
    unskip: group => change(() => api.delete(path.skip(group.group_id)), t('did.unskip'), () => api.post(path.skip(group.group_id), {}, onceOnly())),
    run: (group, task, seconds) => change(() => api.post(path.run(group.group_id), { name: task.name, ...(seconds && { in: seconds }) }, onceOnly()),
      t(seconds ? 'did.later' : 'did.run', { what: called(task.commands), when: seconds && wall(terms.clock() + seconds * 1000, zone).time }), seconds && (() => api.delete(path.run(group.group_id)))),
    callOff: (group, runs) => change(() => api.delete(path.run(group.group_id)), t('did.call-off'), () => Promise.all(runs.map(run =>
      api.post(path.run(group.group_id), { name: run.name, in: Math.max(1, Math.round((run.at - terms.clock()) / 1000)) }, onceOnly())))),
    toggle: group => change(() => api.patch(path.group(group.group_id), { enabled: !group.enabled }),
      t(group.enabled ? 'did.off' : 'did.on'), () => api.patch(path.group(group.group_id), { enabled: group.enabled })),
    /** Disables it at once; deletes it unless undone. */
    remove: group => change(async () => group.enabled && api.patch(path.group(group.group_id), { enabled: false }), t('did.delete'),
      () => group.enabled && api.patch(path.group(group.group_id), { enabled: true }),
      { gone: async leaving => {
        if (leaving) return api.leave('DELETE', path.group(group.group_id));
        return change(() => api.delete(path.group(group.group_id)));
      } }),
    move: (group, task, time) => {
      const [hour, minute] = time.split(':');
      const tasks = body(group).tasks.map(one => (one.name === task.name ? { ...one, hour, minute, second: null } : one));
      return change(() => api.put(path.group(group.group_id), body(group, { tasks })), t('did.move', { what: called(task.commands), time }), restore(group));
    },
    created: group => toast(t('did.create'), { undo: async () => {
      await api.delete(path.group(group.group_id));
      await again();
    } }),
    saved: before => toast(t('did.save'), { undo: async () => {
      await restore(before)();
      await again();
    } }),
    bind: user => change(() => api.put(path.binding(device, user)), t('did.bind', { user }), () => api.delete(path.binding(device, user)), { inline: true }),
    unbind: user => change(() => api.delete(path.binding(device, user)), t('did.unbind', { user }), () => api.put(path.binding(device, user))),
    /** @param before the same fields as they were */
    settle: (after, before) => change(() => api.put(path.device(device), after), t('did.save'), () => api.put(path.device(device), before), { inline: true }),
  };
}
