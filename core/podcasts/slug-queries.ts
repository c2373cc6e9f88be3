import type { Queryable } from '../database.ts';
import { createId } from '../identifiers.ts';
import { suffixSlug } from './make-slug.ts';

/** Words with a meaning of their own where slugs stand: below /api/shows, /podcasts, and a show's own pages. */
const RESERVED_FOR_SHOWS = new Set(['opml', 'new', 'import', 'imports']);
const RESERVED_FOR_EPISODES = new Set(['new', 'edit', 'embed', 'episodes', 'health', 'private', 'settings', 'subscribers', 'downloads']);

/** Any number, the same for all: it names the lock on the slugs of shows, which two tables hold. */
const SHOW_SLUGS_LOCK = 7_305_501;

/** Lets no other transaction give out a show's slug before this one ends. */
export async function lockShowSlugs(transaction: Queryable): Promise<void> {
  await transaction.$queryRaw`SELECT pg_advisory_xact_lock(${SHOW_SLUGS_LOCK})::text`;
}

/**
 * Whether a show has or had this slug, a deleted one too, or it is not to be had at all. Ask under `lockShowSlugs`.
 * @param exceptShowId a show may take back a slug that was its own
 */
export async function isShowSlugTaken(transaction: Queryable, slug: string, exceptShowId?: string): Promise<boolean> {
  return RESERVED_FOR_SHOWS.has(slug) || (await findTakenShowSlugs(transaction, [slug], exceptShowId)).has(slug);
}

/** The slug, or the first free one like it. Ask under `lockShowSlugs`. */
export async function findFreeShowSlug(transaction: Queryable, wanted: string): Promise<string> {
  const candidates = listCandidates(wanted);
  const taken = await findTakenShowSlugs(transaction, candidates);
  return firstFree(candidates, (slug) => RESERVED_FOR_SHOWS.has(slug) || taken.has(slug));
}

/** The same among a show's episodes. Ask while the show's row is locked. */
export async function findFreeEpisodeSlug(transaction: Queryable, showId: string, wanted: string): Promise<string> {
  const candidates = listCandidates(wanted);
  const rows = await transaction.episode.findMany({ where: { showId, slug: { in: candidates } }, select: { slug: true } });
  const taken = new Set(rows.map(({ slug }) => slug));
  return firstFree(candidates, (slug) => RESERVED_FOR_EPISODES.has(slug) || taken.has(slug));
}

async function findTakenShowSlugs(transaction: Queryable, slugs: string[], exceptShowId = ''): Promise<Set<string>> {
  const today = await transaction.show.findMany({ where: { slug: { in: slugs }, id: { not: exceptShowId } }, select: { slug: true } });
  const before = await transaction.showSlug.findMany({
    where: { slug: { in: slugs }, showId: { not: exceptShowId } },
    select: { slug: true },
  });
  return new Set([...today, ...before].map(({ slug }) => slug));
}

/** A few with numbers that people can read; the last one is random and nobody's. */
function listCandidates(wanted: string): string[] {
  const numbered = Array.from({ length: 8 }, (_, index) => suffixSlug(wanted, index + 2));
  return [wanted, ...numbered, suffixSlug(wanted, createId())];
}

function firstFree(candidates: readonly string[], isTaken: (slug: string) => boolean): string {
  return candidates.find((slug) => !isTaken(slug)) ?? createId();
}
