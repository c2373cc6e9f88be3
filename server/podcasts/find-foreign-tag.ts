/**
 * HTML that people paste into notes and that stands there as text, because notes are a little HTML only
 * (core/podcasts/mend-markup.ts). The pattern is read alike by JavaScript and by PostgreSQL, which spares loading the
 * notes of thousands of episodes.
 */
export const FOREIGN_TAG =
  '<(div|span|img|script|style|iframe|table|tbody|thead|tr|td|th|h1|h5|h6|font|u|s|sub|sup|hr|dl|dt|dd|video|audio|figure|picture|svg|section|article|header|footer|object|embed|form|input|button|center|big|small)([[:space:]][^<>]*)?/?>';

const PATTERN = new RegExp(FOREIGN_TAG.replace('[[:space:]]', '\\s'), 'i');

/** @returns the first one's name, or null. */
export function findForeignTag(notes: string): string | null {
  return PATTERN.exec(notes)?.[1]?.toLowerCase() ?? null;
}
