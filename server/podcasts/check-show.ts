import { AppError } from '../../core/errors.ts';
import { findNearestCategory, isAppleCategory } from '../../core/podcasts/apple-categories.ts';
import { isVisible } from '../../core/podcasts/clean-text.ts';
import { knownLanguage } from '../../core/podcasts/language-tags.ts';
import { podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import type { ShowPatch } from './shows-schemas.ts';

/** What a schema cannot say about a show's fields. @throws AppError `validation_failed` naming the field */
export function checkShow({ title, author, categories = [], link }: ShowPatch): void {
  assertVisible('title', title);
  assertVisible('author', author);
  for (const category of categories) checkCategory(category);
  if (link) readUrl('link', link);
}

/** @throws AppError `validation_failed` for a text in which a reader sees nothing */
export function assertVisible(field: string, text: string | undefined): void {
  if (text !== undefined && !isVisible(text)) throw new AppError('validation_failed', `${field}: a reader would see nothing in it.`);
}

function checkCategory(category: string): void {
  if (isAppleCategory(category)) return;
  const nearest = findNearestCategory(category);
  throw new AppError('validation_failed', `categories: "${category}" is none of Apple's categories. Did you mean "${nearest}"?`);
}

/** An address as it can stand in a header: in ASCII. @throws AppError `validation_failed` */
export function readUrl(field: string, text: string): string {
  if (!URL.canParse(text)) throw new AppError('validation_failed', `${field} is not a URL.`);
  return new URL(text).href;
}

/** A language in its usual letters (BCP 47). @throws AppError `validation_failed` also for languages that do not exist */
export function readLanguage(text: string): string {
  const language = knownLanguage(text);
  if (language === null) {
    throw new AppError('validation_failed', `language: "${text}" is no language of BCP 47, as "en" and "pt-BR" are.`);
  }
  return language;
}

export interface Move {
  readonly newFeedUrl: string | null;
  readonly redirects: boolean;
}

/**
 * Keeps a show from leading away to nowhere, or to itself.
 * @param slugs today's and the former ones
 */
export function checkMove({ newFeedUrl, redirects }: Move, publicUrl: string, slugs: readonly string[]): void {
  if (redirects && newFeedUrl === null) throw new AppError('validation_failed', 'redirects: first say where to, in newFeedUrl.');
  const address = (url: string) => url.replace(/^https?:\/\//, '').replace(/[?#].*$/, '');
  const own = slugs.map((slug) => address(readUrl('feed', podcastUrls.feed(publicUrl, slug))));
  if (newFeedUrl !== null && own.includes(address(newFeedUrl))) {
    throw new AppError('validation_failed', "newFeedUrl is this show's own feed: give the address that it moves to.");
  }
}
