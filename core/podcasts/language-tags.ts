/** Names of all languages that the Unicode CLDR has a word for; none for codes that nobody registered. */
const NAMES = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

/**
 * A language tag (BCP 47) in its usual letters and its newest code, so that `en-us` and `en-US` are one, and `iw` is `he`.
 * @returns null for what is no tag at all
 */
export function canonicalLanguage(text: string): string | null {
  try {
    return Intl.getCanonicalLocales(text)[0] ?? null;
  } catch {
    return null;
  }
}

/** The same for languages that exist: null for `zz` too, which is well-formed and yet nobody's language. */
export function knownLanguage(text: string): string | null {
  const tag = canonicalLanguage(text);
  const primary = tag?.split('-', 1)[0];
  return primary && NAMES.of(primary) ? tag : null;
}
