import type { Database } from '../../core/database.ts';
import { AppError } from '../../core/errors.ts';
import { type Caller, isAdministrator } from '../app.ts';
import { addDays, COUNTING_WINDOW, type Day, dayOf } from './counting-window.ts';
import { type CountedShow, findCountedEpisode, findCountedShow, type ReportRow, sumDownloads } from './downloads-queries.ts';
import type { Breakdown, DownloadsQuery, DownloadsReport, DownloadsRow } from './downloads-schemas.ts';

const DEFAULT_DAYS = 30;
const MAX_DAYS = 400;
/** A report is read by somebody, or by a spreadsheet. */
const MAX_ROWS = 50_000;

export interface ShowReport {
  readonly show: CountedShow;
  readonly by: readonly Breakdown[];
  readonly report: DownloadsReport;
}

/** @throws AppError `not_found`, `forbidden`, `bad_request` for days or rows that are too many. */
export async function reportDownloads(database: Database, caller: Caller, slug: string, query: DownloadsQuery): Promise<ShowReport> {
  const show = await findOwnShow(database, caller, slug);
  const { from, to } = readDays(query, new Date());
  const by = [...new Set((query.by ?? 'day').split(','))] as Breakdown[];
  const episodeId = query.episode === undefined ? null : await findCountedEpisode(database, show.id, query.episode);
  if (query.episode !== undefined && episodeId === null) throw new AppError('not_found', 'This show has no such episode.');
  const rows = await sumDownloads(database, { showId: show.id, episodeId, from, to, by, limit: MAX_ROWS + 1 });
  if (rows.length > MAX_ROWS)
    throw new AppError('bad_request', `That would be more than ${MAX_ROWS} rows: ask for less, or for fewer days.`);
  const total = rows.reduce((sum, { downloads }) => sum + downloads, 0);
  return { show, by, report: { window: COUNTING_WINDOW, from, to, total, rows: rows.map((row) => describeRow(row)) } };
}

/** Numbers are for the show's owner and for administrators; others do not learn whether a private show exists. */
async function findOwnShow(database: Database, caller: Caller, slug: string): Promise<CountedShow> {
  const show = await findCountedShow(database, slug);
  const isAllowed = show?.ownerId === caller.accountId || isAdministrator(caller);
  if (!show || (!isAllowed && show.visibility === 'PRIVATE')) throw new AppError('not_found', 'There is no show with this address.');
  if (!isAllowed) throw new AppError('forbidden', "Only its owner may see a show's downloads.");
  return show;
}

function readDays({ from, to }: DownloadsQuery, now: Date): { from: Day; to: Day } {
  const last = to ?? dayOf(now);
  const first = from ?? addDays(last, 1 - DEFAULT_DAYS);
  if (first > last) throw new AppError('bad_request', '`from` lies after `to`.');
  if (addDays(first, MAX_DAYS) <= last) throw new AppError('bad_request', `A report covers at most ${MAX_DAYS} days.`);
  return { from: first, to: last };
}

function describeRow({ day, episodeId, episodeSlug, episodeTitle, app, device, country, downloads }: ReportRow): DownloadsRow {
  return {
    ...(day === null ? {} : { day }),
    ...(episodeId === null ? {} : { episode: { id: episodeId, slug: episodeSlug ?? '', title: episodeTitle ?? '' } }),
    ...(app === null ? {} : { app }),
    ...(device === null ? {} : { device }),
    ...(country === null ? {} : { country }),
    downloads,
  };
}
