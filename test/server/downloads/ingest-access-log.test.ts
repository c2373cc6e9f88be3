import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays, dayOf } from '../../../server/downloads/counting-window.ts';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { countDownloads, createTestEpisode, createTestShow } from './counting-environment.ts';

let environment: TestEnvironment;
let episodeId: string;

beforeAll(async () => {
  environment = await openTestEnvironment();
  const { accountId } = await createTestAccount(environment);
  episodeId = await createTestEpisode(environment.database, await createTestShow(environment.database, accountId, 'logged'));
});

afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

/** The command as `npm run ingest-access-log` runs it. */
async function ingest(names: readonly string[], input = ''): Promise<{ code: number; summary: Record<string, number>; errors: string }> {
  const script = ['--import', 'tsx', 'server/downloads/ingest-access-log.ts', ...names];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, script, { env: { ...process.env, ...environment.variables } }, (error, output, errors) => {
      const rows = output.split('\n').flatMap((line) => Array.from(line.matchAll(/^ *(\d+) {2}(.*)$/g)));
      resolve({
        code: Number(error?.code ?? 0),
        summary: Object.fromEntries(rows.map(([, count, what]) => [what, Number(count)])),
        errors,
      });
    });
    child.stdin?.end(input);
  });
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
function lineOf(day: string, { address = '192.0.2.3', agent = 'AntennaPod/3.4.0', sent = 200, id = episodeId } = {}): string {
  const [year, month, date] = day.split('-');
  const time = `${date}/${MONTHS[Number(month) - 1]}/${year}:00:00:01 +0000`;
  return `owner podcasts [${time}] ${address} - ID REST.GET.OBJECT episodes/${id}/0.mp3 "GET /x HTTP/1.1" 200 - ${sent} 200 70 10 "-" "${agent}" -\n`;
}

test('logs are counted once however often they are ingested, packed or not, and every line is accounted for', async () => {
  const today = dayOf(new Date());
  const text = [
    lineOf(today),
    lineOf(today),
    lineOf(today, { address: '192.0.2.4' }),
    lineOf(addDays(today, -2)),
    lineOf(addDays(today, -4)),
    lineOf(addDays(today, 2)),
    lineOf(today, { agent: 'curl/8.5.0' }),
    lineOf(today, { sent: 2 }),
    lineOf(today, { id: 'abcdefghjkmnpqrs' }),
    lineOf(today).replace('GET.OBJECT', 'PUT.OBJECT'),
    'not a log\n',
    '\n',
  ].join('');
  const [plain, packed] = [join(environment.directory, 'access.log'), join(environment.directory, 'access.log.gz')];
  await writeFile(plain, text);
  await writeFile(packed, gzipSync(text));

  const expected = { [`${today} 0 AntennaPod`]: 2, [`${addDays(today, -2)} 0 AntennaPod`]: 1 };
  const first = await ingest([plain]);
  expect(first).toMatchObject({ code: 0, errors: '' });
  expect(Object.values(first.summary)).toEqual([11, 1, 1, 1, 1, 0, 2, 1, 4, 3]);
  expect(await countDownloads(environment.database, [episodeId])).toEqual(expected);

  const again = await ingest([plain, packed]);
  expect(again.summary).toMatchObject({ lines: 22, 'new downloads': 0, "of somebody's listening": 8 });
  const piped = await ingest([], text);
  expect(piped).toMatchObject({ code: 0, summary: { lines: 11, 'new downloads': 0 } });
  expect(await countDownloads(environment.database, [episodeId])).toEqual(expected);
}, 60_000);

test('a file that is missing, and one that is no log, are failures', async () => {
  const missing = await ingest([join(environment.directory, 'missing.log')]);
  expect(missing.code).toBe(1);
  expect(missing.errors).toContain('ENOENT');
  expect((await ingest([], 'not a log\n')).code).toBe(1);
}, 60_000);
