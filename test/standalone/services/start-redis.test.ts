import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { openLogger } from '../../../core/logger.ts';
import { openRedis, type Redis } from '../../../core/redis.ts';
import { findPort } from '../../../standalone/services/find-port.ts';
import { startRedis } from '../../../standalone/services/start-redis.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(inject('testDirectory'), 'redis-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

test('keys outlive a stop', async () => {
  const first = await startRedis({ directory, port: await findPort(0) });
  await ask(first.url, (redis) => redis.set('word', 'still here'));
  await first.stop();
  await using second = await startRedis({ directory, port: await findPort(0) });
  expect(await ask(second.url, (redis) => redis.get('word'))).toBe('still here');
});

test('keys outlive kill -9, except those of the last second', async () => {
  const first = await startRedis({ directory, port: await findPort(0) });
  await ask(first.url, (redis) => redis.set('word', 'still here'));
  await sleep(1200);
  process.kill(first.pid, 'SIGKILL');
  await first.ended;
  await using second = await startRedis({ directory, port: await findPort(0) });
  expect(await ask(second.url, (redis) => redis.get('word'))).toBe('still here');
});

test('it is set up as a queue needs it: nothing is evicted, every write is kept in a file', async () => {
  await using service = await startRedis({ directory, port: await findPort(0) });
  const settings = await ask(service.url, (redis) => redis.config('GET', 'maxmemory-policy', 'appendonly', 'bind'));
  expect(settings).toEqual(expect.arrayContaining(['maxmemory-policy', 'noeviction', 'appendonly', 'yes', 'bind', '127.0.0.1']));
});

test('a program that is not there is named', async () => {
  const start = startRedis({ directory, port: await findPort(0), executable: '/nowhere/redis-server' });
  await expect(start).rejects.toThrow('Redis cannot be started: /nowhere/redis-server does not run.');
});

test('a port that is taken is told from the log, and nothing is left running', async () => {
  await using first = await startRedis({ directory: join(directory, 'first'), port: await findPort(0) });
  await expect(startRedis({ directory: join(directory, 'second'), port: first.port })).rejects.toThrow(/Address already in use/);
  expect(await ask(first.url, (redis) => redis.ping())).toBe('PONG');
});

async function ask<T>(url: string, question: (redis: Redis) => Promise<T>): Promise<T> {
  await using connection = openRedis(url, openLogger('silent', 'standalone'));
  return await question(connection.redis);
}
