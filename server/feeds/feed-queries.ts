import type { Queryable } from '../../core/database.ts';

/** A feed as it was last built. */
export interface StoredFeed {
  /** `feed`, `feed-2` and on, `video`, `private`. */
  readonly name: string;
  readonly hash: string;
  readonly lastModified: Date;
  readonly identityBytes: number;
  readonly gzipBytes: number;
  readonly brotliBytes: number;
}

/** What delivering a show's feeds takes. */
export interface StoredShow {
  readonly id: string;
  readonly slug: string;
  readonly oldSlugs: readonly string[];
  readonly title: string;
  readonly visibility: 'PUBLIC' | 'PRIVATE';
  readonly isDeleted: boolean;
  readonly isBuilt: boolean;
  /** Where the canonical feed answers 301 to; null while it is served here. */
  readonly movedTo: string | null;
  readonly feeds: readonly StoredFeed[];
}

const SHOW = {
  id: true,
  slug: true,
  title: true,
  visibility: true,
  deletedAt: true,
  feedBuilt: true,
  newFeedUrl: true,
  redirects: true,
  oldSlugs: { select: { slug: true } },
  feeds: { select: { name: true, hash: true, lastModified: true, identityBytes: true, gzipBytes: true, brotliBytes: true } },
} as const;

/** The show that has this slug, or had it. */
export async function findShowBySlug(database: Queryable, slug: string): Promise<StoredShow | null> {
  const row = await database.show.findFirst({ where: { OR: [{ slug }, { oldSlugs: { some: { slug } } }] }, select: SHOW });
  return row && toStoredShow(row);
}

export async function findShow(database: Queryable, showId: string): Promise<StoredShow | null> {
  const row = await database.show.findUnique({ where: { id: showId }, select: SHOW });
  return row && toStoredShow(row);
}

type ShowRow = Omit<StoredShow, 'oldSlugs' | 'isDeleted' | 'isBuilt' | 'movedTo'> & {
  readonly deletedAt: Date | null;
  readonly feedBuilt: number;
  readonly newFeedUrl: string | null;
  readonly redirects: boolean;
  readonly oldSlugs: readonly { readonly slug: string }[];
};

function toStoredShow({ deletedAt, feedBuilt, newFeedUrl, redirects, oldSlugs, ...show }: ShowRow): StoredShow {
  return {
    ...show,
    oldSlugs: oldSlugs.map(({ slug }) => slug),
    isDeleted: deletedAt !== null,
    isBuilt: feedBuilt > 0,
    movedTo: redirects ? newFeedUrl : null,
  };
}

/** A show that changed, and a mark that is another one after its next change. */
export interface ChangedShow {
  readonly showId: string;
  readonly mark: string;
}

/** Shows and feeds that were written after `since`, whichever process wrote them. */
export async function findChangedShows(database: Queryable, since: Date): Promise<ChangedShow[]> {
  const [shows, feeds] = await Promise.all([
    database.show.findMany({ where: { updatedAt: { gt: since } }, select: { id: true, updatedAt: true, feedBuilt: true } }),
    database.feedBuild.findMany({ where: { builtAt: { gt: since } }, select: { showId: true, name: true, hash: true } }),
  ]);
  return [
    ...shows.map(({ id, updatedAt, feedBuilt }) => ({ showId: id, mark: `${id} ${updatedAt.getTime()} ${feedBuilt}` })),
    ...feeds.map(({ showId, name, hash }) => ({ showId, mark: `${showId} ${name} ${hash}` })),
  ];
}
