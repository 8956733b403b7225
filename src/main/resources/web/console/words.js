// Every word that the page shows, in one file a language: words/<language>.json.
export const LANGUAGES = { en: 'English', zh: '中文' };
const CHOSEN = 'carillon.language';

let words = {};
let language = 'en';

/** The language chosen before, or else the browser's where we speak it. */
export function preferred() {
  const chosen = localStorage.getItem(CHOSEN);
  if (chosen in LANGUAGES) return chosen;
  return navigator.languages.map(tag => tag.slice(0, 2)).find(tag => tag in LANGUAGES) ?? 'en';
}

export async function speak(wanted, { remember = false } = {}) {
  const answer = await fetch(`words/${wanted}.json`);
  if (!answer.ok) throw new Error(`words/${wanted}.json: ${answer.status}`);
  words = await answer.json();
  language = wanted;
  if (remember) localStorage.setItem(CHOSEN, wanted);
  document.documentElement.lang = locale();
}

/** For `Intl`. */
export const locale = () => (language === 'zh' ? 'zh-CN' : 'en-GB');
export const spoken = () => language;
export const known = key => key in words;

/** The words of a key, its {places} filled. */
export function t(key, values = {}) {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}

/** As `t`, of `key.one` or `key.other` by the number. */
export function count(key, number, values) {
  const form = new Intl.PluralRules(locale()).select(number) === 'one' ? 'one' : 'other';
  return t(`${key}.${form}`, { number, ...values });
}
