import { Agent, get as httpGet } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { buildServer } from '../../../server/build-server.ts';
import { stopServer } from '../../../server/plugins/graceful-stop.ts';
import { openTestEnvironment } from '../../support/environment.ts';

async function startWithSlowRoute(slowMs: number) {
  const environment = await openTestEnvironment();
  const app = await buildServer(environment);
  app.get('/slow', { config: { access: 'public' } }, async () => {
    await sleep(slowMs);
    return { ended: true };
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { app, url, [Symbol.asyncDispose]: () => environment[Symbol.asyncDispose]() };
}

test('stopping lets a running request end, says that it is not ready, and then takes no more', async () => {
  await using server = await startWithSlowRoute(2500);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  const slow = fetch(`${server.url}/slow`);
  await sleep(100);
  const stopped = stopServer(server.app, { drainMs: 2000, timeoutMs: 10_000 });

  const readiness = await fetch(`${server.url}/readyz`);
  expect(readiness.status).toBe(503);
  expect(await readiness.json()).toMatchObject({ status: 'stopping' });
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);

  const answer = await slow;
  expect(await answer.json()).toEqual({ ended: true });
  expect(answer.headers.get('connection')).toBe('close');
  await stopped;
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
});

test('a request that does not end is cut when the time is up', async () => {
  await using server = await startWithSlowRoute(20_000);
  const slow = fetch(`${server.url}/slow`);
  const outcome = slow.then(
    () => 'answered',
    () => 'cut',
  );
  await sleep(100);
  const began = Date.now();
  await stopServer(server.app, { drainMs: 0, timeoutMs: 300 });
  expect(await outcome).toBe('cut');
  expect(Date.now() - began).toBeLessThan(3000);
});

test('idle keep-alive connections do not hold the stop up', async () => {
  await using server = await startWithSlowRoute(10);
  const agent = new Agent({ keepAlive: true });
  await new Promise<void>((resolve, reject) => {
    httpGet(`${server.url}/slow`, { agent }, (response) => response.resume().on('end', resolve)).on('error', reject);
  });
  const began = Date.now();
  await stopServer(server.app, { drainMs: 0, timeoutMs: 10_000 });
  expect(Date.now() - began).toBeLessThan(2000);
  agent.destroy();
});
