import { randomUUID } from 'node:crypto';
import type { Queryable } from '../../core/database.ts';
import { AppError } from '../../core/errors.ts';
import { createId } from '../../core/identifiers.ts';
import { cleanTexts } from '../../core/podcasts/clean-text.ts';
import { makeSlug } from '../../core/podcasts/make-slug.ts';
import { findFreeEpisodeSlug } from '../../core/podcasts/slug-queries.ts';
import { wantEpisodeFiles, wantFeed } from '../../core/podcasts/wanted-queries.ts';
import { announceFeedChange } from '../../core/queues/feed-events.ts';
import type { Caller } from '../app.ts';
import { cutPage, type ListIdentity, readCursor } from '../catalog/list-cursor.ts';
import { mayEdit } from '../catalog/video-visibility.ts';
import { checkAsset, fillFromVideo } from './check-episode.ts';
import { describeEpisode } from './describe-episode.ts';
import {
  insertEpisode,
  isEpisodeGuidTaken,
  lockEpisode,
  markEpisodeDeleted,
  retireFiles,
  updateEpisode,
  wantMaster,
} from './episode-changes-queries.ts';
import { type EpisodeFilter, type EpisodeRow, findEpisode, findEpisodes, listEpisodePlaces } from './episodes-queries.ts';
import type { Episode, EpisodeCreate, EpisodeListQuery, EpisodePage, EpisodePatch } from './episodes-schemas.ts';
import { findKnownEpisode, findOwnEpisode, findOwnEpisodeEvenDeleted } from './find-episode.ts';
import { findKnownShow, findOwnShow } from './find-show.ts';
import { type EpisodePlan, NEW_EPISODE, planEpisode } from './plan-episode.ts';
import { inTransaction, lockShow, type ShowKey } from './shows-queries.ts';
import type { ShowParts } from './shows-service.ts';

/** Episodes that are out; with `all` the owner's drafts and scheduled ones too. Newest first, drafts on top. */
export async function readEpisodePage(
  parts: ShowParts,
  caller: Caller | null,
  slug: string,
  query: EpisodeListQuery,
): Promise<EpisodePage> {
  const { config, database } = parts;
  const { limit = 50, season = null, cursor } = query;
  const show = await findKnownShow(database, caller, slug);
  const which = chooseEpisodes(show, caller, query);
  const list: ListIdentity = ['episodes', show.id, which, season === null ? null : String(season)];
  const after = cursor === undefined ? null : readCursor(config.secret, list, cursor);
  const now = new Date();
  const filter = { showId: show.id, mode: show.mode, season, which };
  const places = await listEpisodePlaces(database, filter, { after, limit: limit + 1 }, now);
  const { rows, nextCursor } = cutPage(places, limit, config.secret, list);
  const episodes = await findEpisodes(
    database,
    rows.map(({ id }) => id),
  );
  return { items: episodes.map((episode) => describeEpisode(config, episode, now)), nextCursor };
}

/** @throws AppError as findKnownEpisode */
export async function readEpisode({ config, database }: ShowParts, caller: Caller | null, slug: string, id: string): Promise<Episode> {
  return describeEpisode(config, await findKnownEpisode(database, caller, slug, id), new Date());
}

/**
 * Makes an episode, of a video too: what is not given is taken from it.
 * @throws AppError as planEpisode; `conflict` where the show has an episode of this guid
 */
export async function createEpisode(parts: ShowParts, caller: Caller, slug: string, given: EpisodeCreate): Promise<Episode> {
  const { database } = parts;
  const show = await findOwnShow(database, caller, slug);
  const { videoId = null, guid = randomUUID(), ...wish } = await fillFromVideo(database, show, cleanTexts(given));
  const plan = planEpisode(NEW_EPISODE, wish, new Date());
  const id = createId();
  const needsMaster = await inTransaction(database, async (transaction) => {
    await checkAsset(transaction, show, plan);
    // Before the show's row: whoever changes an episode takes them in this order too.
    const needsWork = plan.after.assetId !== null && (await wantMaster(transaction, plan.after.assetId));
    await lockShow(transaction, show.id);
    await assertGuidFree(transaction, show.id, guid);
    const { title } = plan.after;
    const episodeSlug = await findFreeEpisodeSlug(transaction, show.id, makeSlug(title, 'episode'));
    await insertEpisode(transaction, {
      ...plan.columns,
      id,
      showId: show.id,
      guid,
      slug: episodeSlug,
      title,
      videoId,
      details: plan.details,
    });
    if (plan.concernsFeed) await wantFeed(transaction, show.id);
    return needsWork;
  });
  await requestWork(parts, show.id, id, { ...plan, needsMaster });
  return describeById(parts, show.id, id);
}

/** Changes what is given and keeps the rest, whoever else changes the episode meanwhile. @throws AppError as planEpisode */
export async function changeEpisode(
  parts: ShowParts,
  caller: Caller,
  slug: string,
  idOrSlug: string,
  given: EpisodePatch,
): Promise<Episode> {
  const { id, show } = await findOwnEpisode(parts.database, caller, slug, idOrSlug);
  const wish = cleanTexts(given);
  const work = await inTransaction(parts.database, async (transaction) => {
    const before = await lockEpisode(transaction, id);
    const plan = planEpisode(before, wish, new Date());
    // Naming the asset again is how one asks for another try.
    const isAssetGiven = wish.assetId !== undefined && wish.assetId !== null;
    const isPublishing = before.state === 'DRAFT' && plan.after.state === 'PUBLISHED';
    if (isAssetGiven || isPublishing) await checkAsset(transaction, show, plan);
    const concernsFiles = plan.concernsFiles || isAssetGiven;
    const freshStart = concernsFiles ? { failureCode: null, failureDetail: null } : {};
    await updateEpisode(transaction, id, { ...plan.columns, ...freshStart }, { ...before.details, ...plan.details });
    if (plan.retiresFiles) await retireFiles(transaction, id);
    const needsMaster = isAssetGiven && (await wantMaster(transaction, wish.assetId as string));
    if (concernsFiles) await wantEpisodeFiles(transaction, id);
    if (plan.concernsFeed) await wantFeed(transaction, show.id);
    return { ...plan, concernsFiles, needsMaster };
  });
  await requestWork(parts, show.id, id, work);
  return describeById(parts, show.id, id);
}

/** Feeds drop it, and its addresses answer 410. `restoreEpisode` brings it back as it was. */
export async function removeEpisode(parts: ShowParts, caller: Caller, slug: string, id: string): Promise<void> {
  await markDeleted(parts, await findOwnEpisode(parts.database, caller, slug, id), new Date());
}

export async function restoreEpisode(parts: ShowParts, caller: Caller, slug: string, idOrSlug: string): Promise<Episode> {
  const episode = await findOwnEpisodeEvenDeleted(parts.database, caller, slug, idOrSlug);
  if (episode.deletedAt) await markDeleted(parts, episode, null);
  return describeById(parts, episode.show.id, episode.id);
}

/** What the API answers with once something of the episode was changed. */
export async function describeById({ config, database }: ShowParts, showId: string, id: string): Promise<Episode> {
  const episode = await findEpisode(database, showId, id);
  if (!episode) throw new AppError('not_found');
  return describeEpisode(config, episode, new Date());
}

function chooseEpisodes(show: ShowKey, caller: Caller | null, { all, deleted }: EpisodeListQuery): EpisodeFilter['which'] {
  const isOwner = mayEdit(show, caller);
  if (!all && !deleted) return isOwner ? 'out' : 'everyone';
  if (!caller) throw new AppError('unauthenticated', 'Drafts are for the owner: this needs a token or session.');
  if (!isOwner) throw new AppError('forbidden', 'Only its owner may see all of a show.');
  return deleted ? 'deleted' : 'all';
}

async function assertGuidFree(transaction: Queryable, showId: string, guid: string): Promise<void> {
  if (await isEpisodeGuidTaken(transaction, showId, guid))
    throw new AppError('conflict', 'The show has an episode with this guid already.');
}

async function markDeleted(parts: ShowParts, { id, show }: EpisodeRow, deletedAt: Date | null): Promise<void> {
  await inTransaction(parts.database, async (transaction) => {
    await markEpisodeDeleted(transaction, id, deletedAt);
    await wantFeed(transaction, show.id);
  });
  await requestWork(parts, show.id, id, { concernsFeed: true, concernsFiles: false, needsMaster: false, after: NEW_EPISODE });
}

type Work = Pick<EpisodePlan, 'after' | 'concernsFeed' | 'concernsFiles'> & { readonly needsMaster: boolean };

/** After the commit: asks the worker for what follows, and lets servers forget what they hold. */
async function requestWork({ jobs, redis }: ShowParts, showId: string, episodeId: string, work: Work): Promise<void> {
  const { assetId } = work.after;
  if (work.needsMaster && assetId !== null) await jobs.audioMasters.add({ assetId });
  if (work.concernsFiles && assetId !== null) await jobs.episodeFiles.add({ episodeId });
  if (!work.concernsFeed) return;
  await jobs.feeds.add({ showId });
  await announceFeedChange(redis, showId);
}
