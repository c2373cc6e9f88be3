/**
 * What people and attackers write into titles and notes: a name, the text, and what of it has to be readable wherever
 * it is shown (characters that XML 1.0 cannot carry are dropped).
 */
export const HOSTILE_TEXTS: readonly (readonly [name: string, text: string, survivor: string])[] = [
  ['the end of a CDATA section', 'a ]]> b', 'a ]]> b'],
  ['an ampersand', 'R&B & Soul &bogus; &', 'R&B & Soul &bogus; &'],
  ['a script', '<script>alert(1)</script>', '<script>alert(1)</script>'],
  ['a tag that is not closed', 'a <b, c <img src=x onerror=alert(1)', 'a <b, c <img src=x onerror=alert(1)'],
  ['a comment', '<!-- --> <!DOCTYPE html [<!ENTITY x "y">]>', '<!-- --> <!DOCTYPE html [<!ENTITY x "y">]>'],
  ['quotes', `"double" 'single' \`back\``, `"double" 'single' \`back\``],
  ['control characters', 'be\u0000ll\u0007\u001b[31m', 'bell[31m'],
  ['lone surrogates', 'half \uD83C and \uDFA7 other', 'half  and  other'],
  ['non-characters', 'non\uFFFE\uFFFFchar', 'nonchar'],
  ['right-to-left text', 'مرحبا \u202Egnp.exe\u202C שלום', 'مرحبا \u202Egnp.exe\u202C שלום'],
  ['emoji', '🎧👩‍👩‍👧‍👦🏳️‍🌈', '🎧👩‍👩‍👧‍👦🏳️‍🌈'],
  ['an arrow of subtitles', '1 --> 2', '1 --> 2'],
  ['300 KB', '<b>&]]>'.repeat(43_000), '<b>&]]>'.repeat(43_000)],
];
