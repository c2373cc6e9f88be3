import { randomUUID } from 'node:crypto';
import type { Queryable } from '../../core/database.ts';
import { AppError } from '../../core/errors.ts';
import { makeSlug } from '../../core/podcasts/make-slug.ts';
import { podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import { showGuid } from '../../core/podcasts/show-guid.ts';
import { findFreeShowSlug, isShowSlugTaken, lockShowSlugs } from '../../core/podcasts/slug-queries.ts';
import { isGuidTaken, keepFormerSlug } from './shows-queries.ts';

/**
 * A new show's slug and guid: the given ones, or those that follow from its title and its feed's address. Belongs into
 * the transaction that enters the show.
 * @throws AppError `slug_taken`; `conflict` where another show has the guid
 */
export async function nameShow(
  transaction: Queryable,
  publicUrl: string,
  wish: { readonly title: string; readonly slug?: string | undefined; readonly guid?: string | undefined },
): Promise<{ slug: string; guid: string }> {
  await lockShowSlugs(transaction);
  const slug = await takeSlug(transaction, wish.title, wish.slug);
  return { slug, guid: await chooseGuid(transaction, podcastUrls.feed(publicUrl, slug), wish.guid) };
}

/** Gives a show another slug, its own former one too; the one it has becomes a former one. @throws AppError `slug_taken` */
export async function renameShow(transaction: Queryable, id: string, former: string, next: string): Promise<void> {
  await lockShowSlugs(transaction);
  await assertSlugFree(transaction, next, id);
  await keepFormerSlug(transaction, id, former, next);
}

async function takeSlug(transaction: Queryable, title: string, wanted: string | undefined): Promise<string> {
  if (wanted === undefined) return findFreeShowSlug(transaction, makeSlug(title, 'show'));
  await assertSlugFree(transaction, wanted);
  return wanted;
}

async function assertSlugFree(transaction: Queryable, slug: string, exceptShowId?: string): Promise<void> {
  if (await isShowSlugTaken(transaction, slug, exceptShowId)) throw new AppError('slug_taken', `The address ${slug} is taken.`);
}

/** The given guid, or the one that follows from the feed's address; a random one where another show brought that along. */
async function chooseGuid(transaction: Queryable, feedUrl: string, given: string | undefined): Promise<string> {
  const guid = given?.toLowerCase().replace('urn:uuid:', '') ?? showGuid(feedUrl);
  if (!(await isGuidTaken(transaction, guid))) return guid;
  if (given !== undefined) throw new AppError('conflict', 'Another show here has this guid.');
  return randomUUID();
}
