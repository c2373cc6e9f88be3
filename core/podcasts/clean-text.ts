/**
 * What no feed can carry: characters that XML 1.0 (2.2) does not have, U+0000 among them, which PostgreSQL refuses as
 * well. With the u flag a surrogate counts as one only where it has no partner.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const UNFIT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;
/** Without the u flag this is several times as fast, and what it does not find needs no second look. */
const PERHAPS_UNFIT = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/;

/** Something to be seen: neither blank, nor a control, nor one of the marks that only shape their neighbours. */
const VISIBLE = /[^\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** The text without what cannot be stored or published; all else stays as it was sent, markup too: it is only text. */
export function cleanText(text: string): string {
  return PERHAPS_UNFIT.test(text) ? text.replace(UNFIT, '') : text;
}

/** The same for every string inside a JSON value; property names stay. */
export function cleanTexts<T>(value: T): T {
  if (typeof value === 'string') return cleanText(value) as T;
  if (Array.isArray(value)) return value.map(cleanTexts) as T;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, cleanTexts(child)])) as T;
}

/** Whether a reader sees anything: not only blanks and characters without a shape of their own. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}
