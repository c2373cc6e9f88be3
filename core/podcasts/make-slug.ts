/** Slugs are parts of addresses that people read out: lower-case ASCII letters and digits, single inner hyphens. */
const MAX_LENGTH = 60;
/** Letters that do not fall apart into a base letter and an accent. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** A title as a slug, its accents folded; `fallback` where no letter of it can stand in one. */
export function makeSlug(title: string, fallback: string): string {
  const folded = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter] ?? '')
    // An apostrophe joins: "Don't" is dont, not don-t.
    .replace(/['’]/g, '');
  const words = folded.split(/[^a-z0-9]+/).filter((word) => word !== '');
  return fitWords(words) || fallback;
}

/** The slug with a number or word behind it, as long as a slug may be. */
export function suffixSlug(slug: string, suffix: string | number): string {
  const end = `-${suffix}`;
  return slug.slice(0, MAX_LENGTH - end.length).replace(/-+$/, '') + end;
}

/** As many whole words as fit; a single longer one is cut. */
function fitWords(words: readonly string[]): string {
  let slug = '';
  for (const word of words) {
    const longer = slug === '' ? word : `${slug}-${word}`;
    if (longer.length > MAX_LENGTH) return slug === '' ? word.slice(0, MAX_LENGTH) : slug;
    slug = longer;
  }
  return slug;
}
