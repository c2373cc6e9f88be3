import { stringify } from 'csv-stringify/sync';
import type { Breakdown, DownloadsReport, DownloadsRow } from './downloads-schemas.ts';

const COLUMNS: Readonly<Record<Breakdown, readonly string[]>> = {
  day: ['day'],
  episode: ['episode_id', 'episode_title'],
  app: ['app'],
  device: ['device'],
  country: ['country'],
};

/**
 * A report as RFC 4180 has it, with names in the first line and the counting window in every other one. Titles belong to
 * strangers: cells that a spreadsheet would take for a formula begin with an apostrophe.
 */
export function renderCsv(report: DownloadsReport, by: readonly Breakdown[]): string {
  const names = [...by.flatMap((key) => COLUMNS[key]), 'downloads', 'window'];
  const lines = report.rows.map((row) => [...by.flatMap((key) => cellsOf(row, key)), String(row.downloads), report.window]);
  return stringify([names, ...lines], { escape_formulas: true, record_delimiter: '\r\n' });
}

function cellsOf(row: DownloadsRow, key: Breakdown): string[] {
  return key === 'episode' ? [row.episode?.id ?? '', row.episode?.title ?? ''] : [row[key] ?? ''];
}
