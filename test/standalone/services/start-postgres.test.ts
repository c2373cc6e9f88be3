import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, lstat, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { findPort } from '../../../standalone/services/find-port.ts';
import { startPostgres } from '../../../standalone/services/start-postgres.ts';

const isRoot = process.getuid?.() === 0;
let directory: string;
const elsewhere: string[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(inject('testDirectory'), 'postgres-'));
  await chmod(directory, 0o755);
});

afterEach(async () => {
  for (const path of [directory, ...elsewhere.splice(0)]) await rm(path, { recursive: true, force: true });
});

test('rows outlive a stop, and every later start takes less than a second', async () => {
  const first = await startPostgres({ directory, port: await findPort(0) });
  await query(first.url, "CREATE TABLE kept AS SELECT 'still here' AS word");
  await first.stop();
  await expect(query(first.url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);

  // The best of three, because other tests may be using the machine.
  const seconds: number[] = [];
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const startedAt = performance.now();
    await using again = await startPostgres({ directory, port: await findPort(0) });
    seconds.push((performance.now() - startedAt) / 1000);
    expect(await query(again.url, 'SELECT word FROM kept')).toEqual([{ word: 'still here' }]);
  }
  expect(Math.min(...seconds)).toBeLessThan(1);
});

test('it starts again after kill -9, with everything that was committed', async () => {
  const first = await startPostgres({ directory, port: await findPort(0) });
  await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS number');
  process.kill(first.pid, 'SIGKILL');
  await first.ended;
  await using second = await startPostgres({ directory, port: await findPort(0) });
  expect(await query(second.url, 'SELECT number FROM kept')).toEqual([{ number: 1 }]);
});

test('a pid file that names a living stranger does not keep it from starting, and the stranger lives on', async () => {
  const first = await startPostgres({ directory, port: await findPort(0) });
  await query(first.url, 'SELECT 1');
  const pidFile = join(first.directory, 'postmaster.pid');
  const text = await readFile(pidFile, 'utf8');
  await first.stop();
  const stranger = spawn('sleep', ['60']);
  await writeFile(pidFile, text.replace(/^\d+/, String(stranger.pid)));
  await using second = await startPostgres({ directory, port: await findPort(0) });
  expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  stranger.kill();
  await once(stranger, 'exit');
});

test('the server that a killed run left behind is ended by the next one', async () => {
  const module = fileURLToPath(new URL('../../../standalone/services/start-postgres.ts', import.meta.url));
  const port = await findPort(0);
  const script = `import { startPostgres } from ${JSON.stringify(module)};
    const { pid } = await startPostgres(${JSON.stringify({ directory, port })}); process.stdout.write(String(pid)); setInterval(() => {}, 1000);`;
  const run = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const leftover = Number(String((await once(run.stdout, 'data'))[0]));
  run.kill('SIGKILL');
  await once(run, 'exit');
  expect(() => process.kill(leftover, 0)).not.toThrow();

  await using next = await startPostgres({ directory, port });
  expect(next.pid).not.toBe(leftover);
  expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('nobody gets in without the password, which only its owner can read', async () => {
  await using postgres = await startPostgres({ directory, port: await findPort(0) });
  const url = new URL(postgres.url);
  expect((await lstat(join(directory, 'password'))).mode & 0o777).toBe(0o600);
  url.password = 'guess';
  await expect(query(url.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
});

test.runIf(isRoot)('as root, below a folder that no other user can enter, the files lie outside and a link leads there', async () => {
  await chmod(directory, 0o700);
  const inner = join(directory, 'data');
  const first = await startPostgres({ directory: inner, port: await findPort(0) });
  elsewhere.push(first.directory);
  expect(first.directory).not.toContain(directory);
  expect((await lstat(join(inner, 'cluster'))).isSymbolicLink()).toBe(true);
  await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS number');
  await first.stop();

  await using second = await startPostgres({ directory: inner, port: await findPort(0) });
  expect(await query(second.url, 'SELECT number FROM kept')).toEqual([{ number: 1 }]);
});

test('a failed start says what the log says', async () => {
  const settings = { shared_buffers: 'plenty' };
  await expect(startPostgres({ directory, port: await findPort(0), settings })).rejects.toThrow(
    /invalid value for parameter "shared_buffers"/,
  );
});

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
