import type { Queryable } from '../../core/database.ts';
import type { Cue, TranscriptFiles } from '../../core/podcasts/podcast-details.ts';

interface TranscriptRow {
  readonly cues: Cue[];
  readonly files: TranscriptFiles;
}

export async function findTranscript(database: Queryable, episodeId: string, language: string): Promise<TranscriptRow | null> {
  const where = { episodeId_language: { episodeId, language } };
  const row = await database.transcript.findUnique({ where, select: { cues: true, files: true } });
  return row && { cues: row.cues as unknown as Cue[], files: row.files as TranscriptFiles };
}

export async function saveTranscript(
  transaction: Queryable,
  episodeId: string,
  language: string,
  transcript: TranscriptRow,
): Promise<void> {
  const where = { episodeId_language: { episodeId, language } };
  await transaction.transcript.upsert({ where, create: { episodeId, language, ...transcript }, update: { ...transcript } });
}

/** @returns whether there was one. */
export async function deleteTranscript(transaction: Queryable, episodeId: string, language: string): Promise<boolean> {
  return (await transaction.transcript.deleteMany({ where: { episodeId, language } })).count > 0;
}
