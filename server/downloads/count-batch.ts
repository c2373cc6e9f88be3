import { LRUCache } from 'lru-cache';
import type { Database } from '../../core/database.ts';
import { addSpans, type EpisodeFileKey, findEpisodeFiles, type SentSpan, takeSalt } from './counting-queries.ts';
import type { Day } from './counting-window.ts';
import { createSalt, hashListener } from './identify-listener.ts';
import { type MeasuredFile, planThresholdBytes } from './plan-threshold.ts';
import type { Candidate } from './screen-request.ts';

/** What a candidate was sent of a file: bytes, or milliseconds where `thresholdMs` says so. */
export interface Piece extends Candidate {
  readonly episodeId: string;
  readonly file: string;
  readonly start: number;
  /** Behind the last one. */
  readonly end: number;
  /** Set for HLS; of a file in the store, the database says what it takes. */
  readonly thresholdMs: number | null;
}

export interface BatchOutcome {
  /** Downloads that were none before this batch. */
  readonly newDownloads: number;
  /** Pieces of files that no episode has or had, and of days that were closed meanwhile. */
  readonly unknownFiles: number;
}

/** Counts pieces, any number of times the same ones. Rejects when the database does not answer; then try again. */
export type CountBatch = (pieces: readonly Piece[]) => Promise<BatchOutcome>;

const FILES_REMEMBERED = 20_000;
/** More than are ever open. */
const DAYS_REMEMBERED = 8;

/** Opens the counter. It remembers files, whose bytes never change, and the salts of the open days. */
export function openBatchCounter(database: Database): CountBatch {
  const files = new LRUCache<string, MeasuredFile>({ max: FILES_REMEMBERED });
  const salts = new LRUCache<Day, string>({ max: DAYS_REMEMBERED });

  const learnFiles = async (pieces: readonly Piece[]) => {
    const unknown = new Map<string, EpisodeFileKey>();
    for (const { episodeId, file, thresholdMs } of pieces) {
      const key = `${episodeId}/${file}`;
      if (thresholdMs === null && !files.has(key)) unknown.set(key, { episodeId, fileName: file });
    }
    if (unknown.size === 0) return;
    for (const { episodeId, fileName, sizeBytes, ...row } of await findEpisodeFiles(database, [...unknown.values()])) {
      files.set(`${episodeId}/${fileName}`, { ...row, sizeBytes: Number(sizeBytes) });
    }
  };
  const learnSalts = async (pieces: readonly Piece[]) => {
    for (const day of new Set(pieces.map((piece) => piece.day))) {
      const salt = salts.get(day) ?? (await takeSalt(database, day, createSalt()));
      if (salt !== null) salts.set(day, salt);
    }
  };
  const describe = (piece: Piece): SentSpan[] => {
    const { day, episodeId, file, app, device, country, start, end } = piece;
    const measured = piece.thresholdMs === null ? files.get(`${episodeId}/${file}`) : null;
    const salt = salts.get(day);
    if (measured === undefined || salt === undefined) return [];
    const span = {
      day,
      episodeId,
      listener: hashListener(salt, piece.address, piece.userAgent),
      file,
      start,
      end: measured ? Math.min(end, measured.sizeBytes) : end,
      threshold: measured ? planThresholdBytes(measured) : (piece.thresholdMs ?? 0),
      app,
      device,
      country,
    };
    return span.start < span.end ? [span] : [];
  };

  return async (pieces) => {
    await learnFiles(pieces);
    await learnSalts(pieces);
    const isKnown = ({ thresholdMs, episodeId, file }: Piece) => thresholdMs !== null || files.has(`${episodeId}/${file}`);
    const spans = pieces.flatMap(describe);
    return {
      newDownloads: spans.length === 0 ? 0 : await addSpans(database, spans),
      unknownFiles: pieces.filter((piece) => !isKnown(piece)).length,
    };
  };
}
