import type { Queryable } from '../../core/database.ts';
import type { EpisodeDetails } from '../../core/podcasts/podcast-details.ts';
import type { Prisma } from '../../prisma/generated/client.ts';

/** Columns that the API changes. */
export type EpisodeColumns = Partial<
  Pick<
    Prisma.EpisodeUncheckedCreateInput,
    | 'title'
    | 'description'
    | 'type'
    | 'season'
    | 'number'
    | 'explicit'
    | 'audience'
    | 'assetId'
    | 'state'
    | 'publishAt'
    | 'pubDate'
    | 'failureCode'
    | 'failureDetail'
  >
>;

export interface NewEpisode extends EpisodeColumns {
  readonly id: string;
  readonly showId: string;
  readonly guid: string;
  readonly slug: string;
  readonly title: string;
  readonly videoId: string | null;
  readonly details: EpisodeDetails;
}

export async function insertEpisode(transaction: Queryable, { details, ...columns }: NewEpisode): Promise<void> {
  await transaction.episode.create({ data: { ...columns, details: details as Prisma.InputJsonObject }, select: { id: true } });
}

export async function isEpisodeGuidTaken(transaction: Queryable, showId: string, guid: string): Promise<boolean> {
  return (await transaction.episode.count({ where: { showId, guid } })) > 0;
}

/** An episode's row for changing it; nobody else changes it before the transaction ends. */
export async function lockEpisode(transaction: Queryable, id: string) {
  await transaction.$queryRaw`SELECT 1 FROM "Episode" WHERE "id" = ${id} FOR UPDATE`;
  const { details, ...row } = await transaction.episode.findUniqueOrThrow({
    where: { id },
    select: { title: true, assetId: true, season: true, number: true, state: true, publishAt: true, deletedAt: true, details: true },
  });
  return { ...row, details: details as EpisodeDetails };
}

export async function updateEpisode(transaction: Queryable, id: string, columns: EpisodeColumns, details: EpisodeDetails): Promise<void> {
  await transaction.episode.updateMany({ where: { id }, data: { ...columns, details: details as Prisma.InputJsonObject } });
}

export async function markEpisodeDeleted(transaction: Queryable, id: string, deletedAt: Date | null): Promise<void> {
  await transaction.episode.updateMany({ where: { id }, data: { deletedAt } });
}

/** Takes away files that say another sound's words, so that an episode cannot come out with them. */
export async function retireFiles(transaction: Queryable, episodeId: string): Promise<void> {
  await transaction.episodeFile.updateMany({ where: { episodeId, isCurrent: true }, data: { isCurrent: false } });
}

/** Sees to it that an asset has a master or gets one; one that failed is tried again. @returns whether there is work to do. */
export async function wantMaster(transaction: Queryable, assetId: string): Promise<boolean> {
  await transaction.audioMaster.createMany({ data: [{ assetId }], skipDuplicates: true });
  await transaction.audioMaster.updateMany({
    where: { assetId, state: 'FAILED' },
    data: { state: 'PROCESSING', failureCode: null, failureDetail: null, progress: 0 },
  });
  return (await transaction.audioMaster.count({ where: { assetId, state: 'PROCESSING' } })) > 0;
}
