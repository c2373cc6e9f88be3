import type { Queryable } from '../../core/database.ts';
import type { HealthEpisode } from './feed-health-model.ts';
import { FOREIGN_TAG } from './find-foreign-tag.ts';

type FlatEpisode = Omit<HealthEpisode, 'failure' | 'file'> & {
  readonly failureCode: string | null;
  readonly failureDetail: string | null;
  readonly contentType: string | null;
  readonly sizeBytes: bigint | null;
  readonly durationSeconds: number | null;
  readonly bitrateBps: number | null;
};

/** All of a show's episodes that are not deleted, newest first, in one query that leaves long notes where they are. */
export async function listHealthEpisodes(database: Queryable, showId: string, mode: 'AUDIO' | 'VIDEO'): Promise<HealthEpisode[]> {
  const kind = mode === 'VIDEO' ? 'MP4' : 'MP3';
  const rows = await database.$queryRaw<FlatEpisode[]>`
    SELECT e."id", e."title", e."type"::text, e."season", e."number", e."explicit", e."audience"::text, e."state"::text,
           e."publishAt", e."pubDate", e."assetId", octet_length(e."description") AS "notesBytes",
           lower(substring(e."description" FROM ${`(?i)${FOREIGN_TAG}`})) AS "foreignTag",
           (e."artwork"->>'sizePx')::int AS "artworkPx", jsonb_array_length(e."chapters") AS "chapters",
           (SELECT max((c->>'startSeconds')::float8) FROM jsonb_array_elements(e."chapters") c) AS "lastChapterSeconds",
           (SELECT count(*)::int FROM "Transcript" t WHERE t."episodeId" = e."id") AS "transcripts",
           COALESCE(e."failureCode", m."failureCode", a."failureCode") AS "failureCode",
           COALESCE(e."failureDetail", m."failureDetail", a."failureDetail") AS "failureDetail",
           f."contentType", f."sizeBytes", f."durationSeconds", f."bitrateBps"
    FROM "Episode" e
    LEFT JOIN "Asset" a ON a."id" = e."assetId"
    LEFT JOIN "AudioMaster" m ON m."assetId" = e."assetId"
    LEFT JOIN "EpisodeFile" f ON f."episodeId" = e."id" AND f."isCurrent" AND f."kind" = ${kind}::"EpisodeFileKind"
    WHERE e."showId" = ${showId} AND e."deletedAt" IS NULL
    ORDER BY COALESCE(e."pubDate", e."publishAt", e."createdAt") DESC, e."id" DESC`;
  return rows.map(readRow);
}

function readRow({
  failureCode,
  failureDetail,
  contentType,
  sizeBytes,
  durationSeconds,
  bitrateBps,
  ...episode
}: FlatEpisode): HealthEpisode {
  const file =
    contentType === null
      ? null
      : { contentType, sizeBytes: Number(sizeBytes), durationSeconds: durationSeconds ?? 0, bitrateBps: bitrateBps ?? 0 };
  return { ...episode, failure: failureCode === null ? null : { code: failureCode, detail: failureDetail ?? '' }, file };
}
