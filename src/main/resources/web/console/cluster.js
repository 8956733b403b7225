import { h } from './html.js';
import { t } from './words.js';

export function ClusterView() {
  return h('section', { class: 'narrow' }, h('h1', null, t('nav.cluster')));
}
