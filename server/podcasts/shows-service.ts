import type { Queryable } from '../../core/database.ts';
import { AppError } from '../../core/errors.ts';
import { createId } from '../../core/identifiers.ts';
import { cleanTexts } from '../../core/podcasts/clean-text.ts';
import { ShowDetails } from '../../core/podcasts/podcast-details.ts';
import { wantFeed } from '../../core/podcasts/wanted-queries.ts';
import { announceFeedChange } from '../../core/queues/feed-events.ts';
import { assertCreator, type Caller, type ServerDependencies } from '../app.ts';
import { cutPage, type ListIdentity, readCursor } from '../catalog/list-cursor.ts';
import { mayEdit } from '../catalog/video-visibility.ts';
import { checkMove, checkShow, readLanguage, readUrl } from './check-show.ts';
import { describeShow } from './describe-show.ts';
import { findKnownShow, findOwnShow, findOwnShowEvenDeleted } from './find-show.ts';
import { nameShow, renameShow } from './name-show.ts';
import {
  countEpisodesOut,
  findChannelId,
  findDisplayName,
  findShow,
  insertShow,
  inTransaction,
  listShows,
  lockShow,
  markShowDeleted,
  type ShowColumns,
  type ShowRow,
  updateShow,
} from './shows-queries.ts';
import type { Show, ShowCreate, ShowListQuery, ShowPage, ShowPatch } from './shows-schemas.ts';
import { splitDetails } from './split-details.ts';

export type ShowParts = Pick<ServerDependencies, 'config' | 'database' | 'redis' | 'jobs'>;

/** What the public sees, or with `mine` what the caller owns. */
export async function readShowPage(parts: ShowParts, caller: Caller | null, query: ShowListQuery): Promise<ShowPage> {
  const { limit = 24, mine = false, deleted: isDeleted = false, cursor } = query;
  const { config, database } = parts;
  if ((mine || isDeleted) && !caller) throw new AppError('unauthenticated', 'Whose shows? This needs a token or session.');
  const ownerId = (mine || isDeleted) && caller ? caller.accountId : null;
  const list: ListIdentity = ['shows', ownerId, String(isDeleted)];
  const after = cursor === undefined ? null : readCursor(config.secret, list, cursor);
  const found = await listShows(database, { ownerId, isDeleted }, { after, limit: limit + 1 });
  const { rows, nextCursor } = cutPage(found, limit, config.secret, list);
  return { items: await describeAll(parts, caller, rows), nextCursor };
}

/** @throws AppError `not_found`, `show_gone` */
export async function readShow(parts: ShowParts, caller: Caller | null, slug: string): Promise<Show> {
  return describeById(parts, caller, (await findKnownShow(parts.database, caller, slug)).id);
}

/** @throws AppError `slug_taken` also where a show was deleted or renamed; `conflict` where another show has the guid */
export async function createShow(parts: ShowParts, caller: Caller, given: ShowCreate): Promise<Show> {
  assertCreator(caller);
  const { slug, guid, ...wish } = cleanTexts(given);
  const id = createId();
  const ownerId = caller.accountId;
  const { columns, details } = await planChange(parts.database, ownerId, wish);
  const author = columns.author ?? (await findDisplayName(parts.database, ownerId));
  await inTransaction(parts.database, async (transaction) => {
    const name = await nameShow(transaction, parts.config.publicUrl, { title: wish.title, slug, guid });
    checkMove({ newFeedUrl: null, redirects: false, ...definedOf(columns) }, parts.config.publicUrl, [name.slug]);
    await insertShow(transaction, { ...columns, ...name, id, ownerId, title: wish.title, author, details });
  });
  await parts.jobs.artwork.add({ showId: id, episodeId: null });
  await parts.jobs.feeds.add({ showId: id });
  return describeById(parts, caller, id);
}

/** Changes what is given and keeps the rest, whoever else changes the show meanwhile. @throws AppError `slug_taken` */
export async function changeShow(parts: ShowParts, caller: Caller, slug: string, given: ShowPatch): Promise<Show> {
  const { id, ownerId } = await findOwnShow(parts.database, caller, slug);
  const { slug: nextSlug, ...wish } = cleanTexts(given);
  const { columns, details } = await planChange(parts.database, ownerId, wish);
  await inTransaction(parts.database, async (transaction) => {
    const before = await lockShow(transaction, id);
    const slugs = [nextSlug ?? before.slug, before.slug, ...before.oldSlugs.map((old) => old.slug)];
    checkMove({ ...before, ...definedOf(columns) }, parts.config.publicUrl, slugs);
    if (nextSlug !== undefined && nextSlug !== before.slug) await renameShow(transaction, id, before.slug, nextSlug);
    const change = nextSlug === undefined ? columns : { ...columns, slug: nextSlug };
    await updateShow(transaction, id, change, { ...before.details, ...details });
    await wantFeed(transaction, id);
  });
  await tellOfChange(parts, id);
  return describeById(parts, caller, id);
}

/** Its feed and pages answer 410 from now on. Nothing is lost: `restoreShow` brings it back. */
export async function removeShow(parts: ShowParts, caller: Caller, slug: string): Promise<void> {
  const { id } = await findOwnShow(parts.database, caller, slug);
  await markDeleted(parts, id, new Date());
}

export async function restoreShow(parts: ShowParts, caller: Caller, slug: string): Promise<Show> {
  const { id, deletedAt } = await findOwnShowEvenDeleted(parts.database, caller, slug);
  if (deletedAt) await markDeleted(parts, id, null);
  return describeById(parts, caller, id);
}

/** All public shows, or all of the caller's that have a public feed. */
export async function readShowsWithFeeds({ database }: ShowParts, caller: Caller | null, mine: boolean): Promise<ShowRow[]> {
  if (mine && !caller) throw new AppError('unauthenticated', 'Whose shows? `mine` needs a token or session.');
  const ownerId = mine && caller ? caller.accountId : null;
  const shows = await listShows(database, { ownerId, isDeleted: false }, { after: null, limit: null });
  return shows.filter(({ visibility }) => visibility === 'PUBLIC');
}

/** What the API answers with once something of the show was changed. */
export async function describeById(parts: ShowParts, caller: Caller | null, id: string): Promise<Show> {
  const show = await findShow(parts.database, id);
  if (!show) throw new AppError('not_found');
  const [described] = await describeAll(parts, caller, [show]);
  return described as Show;
}

async function describeAll({ config, database }: ShowParts, caller: Caller | null, shows: readonly ShowRow[]): Promise<Show[]> {
  const counts = await countEpisodesOut(database, shows, new Date());
  return shows.map((show) => describeShow(config.publicUrl, { show, counts: counts.get(show.id), isOwner: mayEdit(show, caller) }));
}

/** Turns the API's words into columns, and checks what a schema cannot. */
async function planChange(database: Queryable, ownerId: string, wish: Omit<ShowPatch, 'slug'>) {
  checkShow(wish);
  const { columns, details } = splitDetails<typeof wish, ShowDetails>(wish, ShowDetails);
  const { channel, language, newFeedUrl, ...plain } = columns;
  const change: ShowColumns = plain;
  if (language !== undefined) change.language = readLanguage(language);
  if (newFeedUrl !== undefined) change.newFeedUrl = newFeedUrl === null ? null : readUrl('newFeedUrl', newFeedUrl);
  if (channel !== undefined) change.channelId = channel === null ? null : await findOwnChannel(database, ownerId, channel);
  return { columns: change as ShowColumns & { newFeedUrl?: string | null; redirects?: boolean }, details };
}

async function findOwnChannel(database: Queryable, ownerId: string, handle: string): Promise<string> {
  const id = await findChannelId(database, ownerId, handle);
  if (id === null) throw new AppError('validation_failed', "channel: the show's owner has no channel with this handle.");
  return id;
}

async function markDeleted(parts: ShowParts, id: string, deletedAt: Date | null): Promise<void> {
  await inTransaction(parts.database, async (transaction) => {
    await markShowDeleted(transaction, id, deletedAt);
    await wantFeed(transaction, id);
  });
  await tellOfChange(parts, id);
}

/** After the commit: has the feeds built, and lets servers forget what they hold. */
async function tellOfChange({ jobs, redis }: ShowParts, id: string): Promise<void> {
  await jobs.feeds.add({ showId: id });
  await announceFeedChange(redis, id);
}

/** The move as it will be: what is not given stays. */
function definedOf({ newFeedUrl, redirects }: { newFeedUrl?: string | null; redirects?: boolean }) {
  return { ...(newFeedUrl === undefined ? {} : { newFeedUrl }), ...(redirects === undefined ? {} : { redirects }) };
}
