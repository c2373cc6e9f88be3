import type { Database, Queryable } from '../../core/database.ts';
import type { Day } from './counting-window.ts';

/**
 * The day's salt, the given one where it has none yet.
 * @returns null when the day is closed.
 */
export async function takeSalt(database: Queryable, day: Day, fresh: string): Promise<string | null> {
  await database.$executeRaw`INSERT INTO "DownloadSalt" ("day", "salt") VALUES (${day}::date, ${fresh}) ON CONFLICT DO NOTHING`;
  const rows = await database.$queryRaw<{ salt: string | null }[]>`SELECT "salt" FROM "DownloadSalt" WHERE "day" = ${day}::date`;
  return rows[0]?.salt ?? null;
}

export interface EpisodeFileKey {
  readonly episodeId: string;
  readonly fileName: string;
}

export interface EpisodeFileRow extends EpisodeFileKey {
  readonly sizeBytes: bigint;
  readonly headBytes: number;
  readonly bitrateBps: number;
}

export async function findEpisodeFiles(database: Queryable, keys: readonly EpisodeFileKey[]): Promise<EpisodeFileRow[]> {
  return database.$queryRaw<EpisodeFileRow[]>`
    SELECT f."episodeId", f."fileName", f."sizeBytes", f."headBytes", f."bitrateBps"
    FROM unnest(${keys.map(({ episodeId }) => episodeId)}::text[], ${keys.map(({ fileName }) => fileName)}::text[])
      AS wanted ("episodeId", "fileName")
    JOIN "EpisodeFile" f USING ("episodeId", "fileName")`;
}

/** What a listener was sent of a file, from `start` to before `end`; `threshold` of the same unit make it a download. */
export interface SentSpan {
  readonly day: Day;
  readonly episodeId: string;
  readonly listener: string;
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly threshold: number;
  readonly app: string;
  readonly device: string;
  readonly country: string;
}

/** A listener who asks for every other byte of a film would fill the table: beyond this, what he is sent is not kept. */
const MAX_RANGES_BYTES = 32_768;

/**
 * Adds spans to what is known of their listeners and writes the downloads that come of it, in one statement, which
 * happens wholly or not at all. Sets are united, so the same spans may come again, in any order, from any server:
 * nothing changes. Rows are locked in the order of their keys, so that servers never wait for each other in a circle.
 * A closed day's spans change nothing; one that is being closed is waited for (`FOR SHARE`, see closeDay).
 *
 * @returns how many downloads are new.
 */
export async function addSpans(database: Queryable, spans: readonly SentSpan[]): Promise<number> {
  const column = (name: keyof SentSpan) => spans.map((span) => String(span[name]));
  return database.$executeRaw`
    WITH open AS (
      SELECT "day" FROM "DownloadSalt"
      WHERE "day" = ANY (${[...new Set(column('day'))]}::text[]::date[]) AND "salt" IS NOT NULL
      ORDER BY "day" FOR SHARE
    ), sent AS (
      SELECT span."day", span."episodeId", span."listener", span."file",
             range_agg(int8range(span."start", span."end")) AS "ranges", min(span."threshold") AS "threshold",
             min(span."app") AS "app", min(span."device") AS "device", min(span."country") AS "country"
      FROM unnest(${column('day')}::text[]::date[], ${column('episodeId')}::text[], ${column('listener')}::text[], ${column('file')}::text[],
                  ${column('start')}::text[]::bigint[], ${column('end')}::text[]::bigint[], ${column('threshold')}::text[]::bigint[],
                  ${column('app')}::text[], ${column('device')}::text[], ${column('country')}::text[])
        AS span ("day", "episodeId", "listener", "file", "start", "end", "threshold", "app", "device", "country")
      JOIN open USING ("day")
      -- Who is counted already stays counted, whatever else is sent.
      WHERE (SELECT true FROM "Download" d WHERE d."episodeId" = span."episodeId" AND d."day" = span."day" AND d."listener" = span."listener") IS NULL
      GROUP BY span."day", span."episodeId", span."listener", span."file"
    ), known AS (
      INSERT INTO "DownloadRange" AS r ("day", "episodeId", "listener", "file", "ranges", "threshold", "app", "device", "country")
      SELECT "day", "episodeId", "listener", "file", "ranges", "threshold", "app", "device", "country" FROM sent
      ORDER BY "day", "episodeId", "listener", "file"
      ON CONFLICT ("day", "episodeId", "listener", "file") DO UPDATE SET "ranges" = r."ranges" + EXCLUDED."ranges"
        WHERE NOT r."ranges" @> EXCLUDED."ranges" AND pg_column_size(r."ranges") < ${MAX_RANGES_BYTES}
      RETURNING r.*
    )
    INSERT INTO "Download" ("day", "episodeId", "listener", "app", "device", "country")
    SELECT "day", "episodeId", "listener", min("app"), min("device"), min("country") FROM known
    WHERE (SELECT sum(upper(part) - lower(part)) FROM unnest("ranges") AS part) >= "threshold"
    GROUP BY "day", "episodeId", "listener"
    ORDER BY "day", "episodeId", "listener"
    ON CONFLICT DO NOTHING`;
}

/** Days before `first` that are still open. */
export async function listDaysToClose(database: Queryable, first: Day): Promise<Day[]> {
  const rows = await database.$queryRaw<{ day: string }[]>`
    SELECT "day"::text FROM "DownloadSalt" WHERE "day" < ${first}::date AND "salt" IS NOT NULL ORDER BY "day"`;
  return rows.map(({ day }) => day);
}

/** Names the lock that lets one server at a time close days. */
const CLOSING_LOCK = 7_203_114;
/** A day of many millions of rows takes minutes. */
const CLOSING_TIMEOUT_MS = 30 * 60_000;

/**
 * Turns a day's downloads into totals, and deletes the salt and everything that knows of listeners: all of it or, when
 * this process dies, nothing. The salt goes first: from then on spans that come late wait, and then find the day closed.
 *
 * @returns false when another server does it or has done it.
 */
export async function closeDay(database: Database, day: Day): Promise<boolean> {
  const close = async (transaction: Queryable) => {
    const [lock] = await transaction.$queryRaw<{ taken: boolean }[]>`SELECT pg_try_advisory_xact_lock(${CLOSING_LOCK}::bigint) AS "taken"`;
    if (!lock?.taken) return false;
    const closed = await transaction.$executeRaw`
      UPDATE "DownloadSalt" SET "salt" = NULL WHERE "day" = ${day}::date AND "salt" IS NOT NULL`;
    if (closed === 0) return false;
    await transaction.$executeRaw`
      INSERT INTO "DownloadTotal" ("day", "episodeId", "app", "device", "country", "downloads")
      SELECT "day", "episodeId", "app", "device", "country", count(*) FROM "Download" WHERE "day" = ${day}::date
      GROUP BY "day", "episodeId", "app", "device", "country"`;
    await transaction.$executeRaw`DELETE FROM "DownloadRange" WHERE "day" = ${day}::date`;
    await transaction.$executeRaw`DELETE FROM "Download" WHERE "day" = ${day}::date`;
    return true;
  };
  return database.$transaction(close, { timeout: CLOSING_TIMEOUT_MS });
}
