import type { Database } from '../../../core/database.ts';
import { openBatchCounter, type Piece } from '../count-batch.ts';
import { readDelivery } from '../read-delivery.ts';
import type { ScreeningRules } from '../screen-request.ts';
import { parseLogLine } from './parse-log-line.ts';
import { readLoggedDelivery } from './read-logged-delivery.ts';

/** What became of every line. */
export interface IngestSummary {
  lines: number;
  /** No format that we know. */
  unreadable: number;
  /** No successful GET of an episode's file. */
  otherRequests: number;
  probe: number;
  bot: number;
  dataCentre: number;
  /** Of days that are closed, or still to come. */
  closedDay: number;
  unknownFile: number;
  /** Somebody's listening, perhaps known before. */
  deliveries: number;
  /** Downloads that were none before. */
  newDownloads: number;
}

export interface IngestParts {
  readonly database: Database;
  readonly rules: ScreeningRules;
}

const BATCH = 5_000;

export function emptySummary(): IngestSummary {
  return {
    lines: 0,
    unreadable: 0,
    otherRequests: 0,
    probe: 0,
    bot: 0,
    dataCentre: 0,
    closedDay: 0,
    unknownFile: 0,
    deliveries: 0,
    newDownloads: 0,
  };
}

/**
 * Counts the lines of an access log, as the servers count what they send themselves. What was counted before, from this
 * log or by a server, changes nothing. Rejects when the database does not answer: then ingest the same lines again.
 */
export async function ingestLines(
  { database, rules }: IngestParts,
  lines: AsyncIterable<string>,
  now = new Date(),
): Promise<IngestSummary> {
  const summary = emptySummary();
  const countBatch = openBatchCounter(database);
  const count = async (pieces: readonly Piece[]) => {
    const { newDownloads, unknownFiles } = await countBatch(pieces);
    summary.newDownloads += newDownloads;
    summary.unknownFile += unknownFiles;
    summary.deliveries += pieces.length - unknownFiles;
  };
  let pieces: Piece[] = [];
  for await (const line of lines) {
    if (line.trim() === '') continue;
    summary.lines += 1;
    const read = readLine(rules, line, now);
    if (typeof read === 'string') summary[read] += 1;
    else pieces.push(read);
    if (pieces.length < BATCH) continue;
    await count(pieces);
    pieces = [];
  }
  if (pieces.length > 0) await count(pieces);
  return summary;
}

type Left = 'unreadable' | 'otherRequests' | 'probe' | 'bot' | 'dataCentre' | 'closedDay';

function readLine(rules: ScreeningRules, line: string, now: Date): Piece | Left {
  const request = parseLogLine(line);
  if (request === null) return 'unreadable';
  const delivery = readLoggedDelivery(request);
  return delivery === null ? 'otherRequests' : readDelivery(rules, delivery, now);
}
