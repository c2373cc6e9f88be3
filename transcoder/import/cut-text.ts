import type { Warn } from './feed-shapes.ts';

/** The text as far as there is room for it; a pair of surrogates stays whole. */
export function cutText(text: string, maxLength: number, what: string, warn: Warn): string {
  if (text.length <= maxLength) return text;
  warn(`${what} is longer than ${maxLength} characters and was cut.`);
  return text.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '');
}
