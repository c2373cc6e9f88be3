/**
 * `npm run ingest-access-log -- FILE...`: counts downloads from access logs of the object store (S3's format, radosgw's,
 * nginx's combined one; `.gz` too), from standard input without files. This is where numbers come from when the store
 * sends the files itself (PODCAST_DELIVERY=redirect). The same lines may come any number of times. It speaks to the
 * database alone, but reads its settings as the server does. Exits with 1 when nothing could be read.
 */
import { readConfig } from '../../core/config.ts';
import { openDatabase } from '../../core/database.ts';
import { openLogger } from '../../core/logger.ts';
import { emptySummary, type IngestParts, type IngestSummary, ingestLines } from './access-logs/ingest-lines.ts';
import { readFileLines, readLines } from './access-logs/read-lines.ts';
import { OPEN_DAYS_BEFORE_TODAY } from './counting-window.ts';
import { openScreeningRules } from './screen-request.ts';

const STANDARD_INPUT = '-';

async function main(names: readonly string[]): Promise<boolean> {
  const config = readConfig();
  const logger = openLogger(config.logLevel === 'silent' ? 'silent' : 'warn', 'server');
  await using connection = openDatabase(config.databaseUrl, logger);
  const parts = { database: connection.database, rules: await openScreeningRules(config, logger) };
  const total = emptySummary();
  let failures = 0;
  for (const name of names.length > 0 ? names : [STANDARD_INPUT]) {
    try {
      addTo(total, await ingestFile(parts, name));
    } catch (error) {
      failures += 1;
      console.error(`${name}: ${error instanceof Error ? error.message : error}`);
    }
  }
  console.log(describe(total));
  return failures === 0 && total.lines > total.unreadable;
}

function ingestFile(parts: IngestParts, name: string): Promise<IngestSummary> {
  return ingestLines(parts, name === STANDARD_INPUT ? readLines(process.stdin) : readFileLines(name));
}

function addTo(total: IngestSummary, part: IngestSummary): void {
  for (const key of Object.keys(total) as (keyof IngestSummary)[]) total[key] += part[key];
}

function describe(summary: IngestSummary): string {
  const rows: [number, string][] = [
    [summary.lines, 'lines'],
    [summary.unreadable, 'that could not be read'],
    [summary.otherRequests, "other requests (no GET, no success, or no episode's file)"],
    [summary.probe, 'probes of the first two bytes, or nothing sent'],
    [summary.bot, 'by bots, tools and watches'],
    [summary.dataCentre, 'from data centres'],
    [summary.closedDay, `of days that do not count any more (older than ${OPEN_DAYS_BEFORE_TODAY} days, UTC) or not yet`],
    [summary.unknownFile, 'of files that no episode has'],
    [summary.deliveries, "of somebody's listening"],
    [summary.newDownloads, 'new downloads'],
  ];
  return rows.map(([count, what]) => `${String(count).padStart(10)}  ${what}`).join('\n');
}

process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
