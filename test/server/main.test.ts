import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openTestEnvironment } from '../support/environment.ts';

/** Starts the real process, as `npm run server` does, and waits until it is ready. */
async function startServerProcess(variables: Readonly<Record<string, string>>, withParent = false) {
  const port = await findFreePort();
  const env = { ...process.env, ...variables, PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` };
  const server = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
    env,
    stdio: withParent ? ['ignore', 'ignore', 'inherit', 'ipc'] : ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 600; tries++) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return { server, url };
    await sleep(100);
  }
  server.kill('SIGKILL');
  throw new Error('the server did not get ready');
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  return typeof address === 'object' && address ? address.port : 0;
}

async function exitOf(server: ChildProcess): Promise<number | null> {
  if (server.exitCode !== null) return server.exitCode;
  const [code] = (await once(server, 'exit')) as [number | null];
  return code;
}

test('SIGTERM ends the process in order: not ready first, then gone with code 0', { timeout: 90_000 }, async () => {
  await using environment = await openTestEnvironment();
  const { server, url } = await startServerProcess(environment.variables);
  const exit = exitOf(server);
  server.kill('SIGTERM');
  await expect.poll(async () => (await fetch(`${url}/readyz`).catch(() => null))?.status ?? 'closed', { interval: 20 }).not.toBe(200);
  expect(await exit).toBe(0);
});

test('a server whose parent is gone ends by itself', { timeout: 90_000 }, async () => {
  await using environment = await openTestEnvironment();
  const { server } = await startServerProcess(environment.variables, true);
  const exit = exitOf(server);
  server.disconnect();
  expect(await exit).toBe(0);
});
