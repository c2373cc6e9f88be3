import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openInstanceFolder } from '../../standalone/instance-folder.ts';
import { readRunningInstance } from '../../standalone/instance-record.ts';
import { readProcess } from '../../standalone/read-process.ts';

/**
 * One instance through its whole life, started as `npm start` starts it. On one data folder, so the tests build on each
 * other and run in order.
 */
describe('an instance', { timeout: 120_000 }, () => {
  let data = '';
  let environment: NodeJS.ProcessEnv = {};
  let running: ChildProcess | null = null;
  let output = '';

  beforeAll(async () => {
    data = mkdtempSync(join(inject('testDirectory'), 'instance-'));
    // As root, PostgreSQL runs as another user and would make itself a place elsewhere.
    chmodSync(data, 0o755);
    const [port, postgresPort, redisPort] = await findFreePorts(3);
    environment = {
      ...withoutExternalParts(),
      ROSTRUM_DATA: data,
      ROSTRUM_SAMPLES: 'off',
      PORT: String(port),
      POSTGRES_PORT: String(postgresPort),
      REDIS_PORT: String(redisPort),
    };
  });
  afterAll(async () => {
    if (running?.exitCode === null && running.signalCode === null) await stop('SIGINT');
  });

  async function start(): Promise<number> {
    const startedMs = performance.now();
    output = '';
    const child = spawn(process.execPath, ['--import', 'tsx', 'standalone/main.ts'], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    while (!output.includes('ctrl-C stops everything')) {
      if (child.exitCode !== null) throw new Error(`It ended while starting:\n${output}`);
      await sleep(50);
    }
    return (performance.now() - startedMs) / 1000;
  }

  async function stop(signal: NodeJS.Signals): Promise<number | null> {
    const ended = once(running as ChildProcess, 'exit');
    running?.kill(signal);
    const [code] = await ended;
    return code;
  }

  const run = (script: string, ...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', `standalone/${script}`, ...args], { env: environment, encoding: 'utf8' });
  const address = () => `http://127.0.0.1:${environment['PORT']}`;
  const token = () => run('print-token.ts', '--role', 'admin');

  it('starts from nothing, tells its address and how the administrator gets in', async () => {
    await start();
    expect(output).toContain(`Rostrum is at ${address()}`);
    const readiness = await fetch(`${address()}/readyz`);
    expect(await readiness.json()).toMatchObject({ status: 'ready' });
    await waitFor(() => output.includes('npm run -s token'));
    const signIn = /\/sign-in#(\S+)/.exec(output)?.[1];
    const headers = { 'content-type': 'application/json' };
    const session = await fetch(`${address()}/api/auth/sessions`, { method: 'POST', headers, body: JSON.stringify({ token: signIn }) });
    expect(session.status).toBe(201);
    expect(await session.json()).toMatchObject({ role: 'ADMIN' });
    expect((await fetch(address())).headers.get('content-type')).toContain('text/html');
  });

  it('keeps its secret and its record for its owner', () => {
    for (const file of ['secret', 'instance.json']) expect(statSync(join(data, file)).mode & 0o777).toBe(0o600);
  });

  it('gives out API tokens while it runs', async () => {
    const { stdout, stderr } = token();
    expect(stdout).toMatch(/^rst_\S+\n$/);
    const me = await fetch(`${address()}/api/me`, { headers: { authorization: `Bearer ${stdout.trim()}` } });
    const account = (await me.json()) as { id: string };
    expect(account).toMatchObject({ role: 'ADMIN', scope: 'ADMIN' });
    expect(stderr).toBe(`Account ${account.id}\n`);
    expect(run('print-token.ts', '--account', account.id)).toMatchObject({ status: 0, stderr });
    expect(run('print-token.ts', '--account', 'nobody')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('nobody'),
    });
  });

  it('gives out sign-in links as well, and explains itself when asked wrongly', () => {
    expect(run('print-token.ts', '--role', 'creator', '--sign-in').stdout).toMatch(new RegExp(`^${address()}/sign-in#rst_\\S+\\n$`));
    const wrong = run('print-token.ts', '--role', 'emperor');
    expect(wrong).toMatchObject({ status: 2, stdout: '' });
    expect(wrong.stderr).toContain('Usage:');
  });

  it('says that it runs when it is started a second time', () => {
    const second = run('main.ts');
    expect(second).toMatchObject({ status: 0, stderr: '' });
    expect(second.stdout).toContain(`Rostrum already runs: ${address()}`);
  });

  it('starts a role again that died', async () => {
    const record = readRunningInstance(openInstanceFolder(data).recordFile);
    const worker = record?.children.find(({ name }) => name === 'worker');
    process.kill(worker?.pid ?? 0, 'SIGKILL');
    await waitFor(() => output.includes('The worker was ended by SIGKILL; it starts again in'));
    await waitFor(() => readRunningInstance(openInstanceFolder(data).recordFile)?.children.some(isAnother(worker?.pid)) === true);
  });

  it('stops everything on ctrl-C and leaves no process behind', async () => {
    const processes = descendantsOf(running?.pid ?? 0);
    expect(processes.length).toBeGreaterThanOrEqual(4);
    expect(await stop('SIGINT')).toBe(0);
    expect(processes.filter((pid) => readProcess(pid))).toEqual([]);
    const { status, stderr } = token();
    expect(status).toBe(1);
    expect(stderr).toContain('npm start');
  });

  it('starts again without a second welcome, and after a kill -9 as well', async () => {
    await start();
    expect(output).not.toContain('sign-in');
    const orphans = descendantsOf(running?.pid ?? 0);
    await stop('SIGKILL');
    await start();
    expect((await fetch(`${address()}/readyz`)).status).toBe(200);
    expect(orphans.filter((pid) => readProcess(pid))).toEqual([]);
    const processes = descendantsOf(running?.pid ?? 0);
    expect(await stop('SIGTERM')).toBe(0);
    expect(processes.filter((pid) => readProcess(pid))).toEqual([]);
    rmSync(data, { recursive: true });
  });
});

const isAnother = (pid: number | undefined) => (child: { name: string; pid: number }) => child.name === 'worker' && child.pid !== pid;

function withoutExternalParts(): NodeJS.ProcessEnv {
  const ours = /^(DATABASE_URL|REDIS_URL|S3_.*|PUBLIC_URL|HOST|OBJECT_FOLDER|ROSTRUM_.*|VITEST.*|NODE_ENV)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}

async function waitFor(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 30_000; !condition(); await sleep(50)) {
    if (Date.now() > deadline) throw new Error('It did not happen within 30 s.');
  }
}

/** All processes below one, by the parents that they have now. */
function descendantsOf(pid: number): number[] {
  const rows = execFileSync('ps', ['-Ao', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const parents = new Map(rows.map((row) => row.trim().split(/\s+/).map(Number) as [number, number]));
  const isBelow = (child: number): boolean => {
    const parent = parents.get(child);
    return parent === pid || (parent !== undefined && parent > 1 && isBelow(parent));
  };
  return [...parents.keys()].filter(isBelow);
}

async function findFreePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
