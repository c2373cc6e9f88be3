import type { Queryable } from '../../core/database.ts';
import type { TranscriptFiles } from '../../core/podcasts/podcast-details.ts';

/** The cues are text as the column has it, for they can be many: nothing between the database and a reader has to know them. */
export interface TranscriptRow {
  /** A Cue[] of core/podcasts/podcast-details.ts in JSON. */
  readonly cuesJson: string;
  readonly files: TranscriptFiles;
}

export async function findTranscript(database: Queryable, episodeId: string, language: string): Promise<TranscriptRow | null> {
  const rows = await database.$queryRaw<TranscriptRow[]>`
    SELECT "cues"::text AS "cuesJson", "files" FROM "Transcript" WHERE "episodeId" = ${episodeId} AND "language" = ${language}`;
  return rows[0] ?? null;
}

export async function saveTranscript(
  transaction: Queryable,
  episodeId: string,
  language: string,
  { cuesJson, files }: TranscriptRow,
): Promise<void> {
  await transaction.$executeRaw`
    INSERT INTO "Transcript" ("episodeId", "language", "cues", "files", "updatedAt")
    VALUES (${episodeId}, ${language}, ${cuesJson}::jsonb, ${JSON.stringify(files)}::jsonb, ${new Date()}::timestamp)
    ON CONFLICT ("episodeId", "language")
    DO UPDATE SET "cues" = EXCLUDED."cues", "files" = EXCLUDED."files", "updatedAt" = EXCLUDED."updatedAt"`;
}

/** @returns whether there was one. */
export async function deleteTranscript(transaction: Queryable, episodeId: string, language: string): Promise<boolean> {
  return (await transaction.transcript.deleteMany({ where: { episodeId, language } })).count > 0;
}
