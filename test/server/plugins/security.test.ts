import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fastify } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { App } from '../../../server/app.ts';
import { registerProblemDetails } from '../../../server/plugins/problem-details.ts';
import { planContentSecurityPolicy } from '../../../server/plugins/security.ts';
import { registerWebApp } from '../../../server/plugins/web-app.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';

let environment: TestEnvironment;
let server: TestServer;

beforeAll(async () => {
  environment = await openTestEnvironment();
  server = await startTestServer(environment);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

test('pages may run scripts of ours only, and be framed by nobody else', async () => {
  const { headers } = await fetch(`${server.url}/upload`);
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'self'");
  expect(policy).toContain("object-src 'none'");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.has('strict-transport-security')).toBe(false);
});

test('behind https browsers are told to stay there', async () => {
  await using secure = await startTestServer(environment, { publicUrl: 'https://films.example' });
  expect((await fetch(`${secure.url}/healthz`)).headers.has('strict-transport-security')).toBe(true);
});

test('media and playlists may also come from the CDN, by its origin', () => {
  const playback = { ...environment.config.playback, cdnBaseUrl: 'https://cdn.example/films' };
  const policy = planContentSecurityPolicy({ ...environment.config, playback });
  for (const directive of ['media-src', 'connect-src', 'img-src']) expect(policy[directive]).toContain('https://cdn.example');
  expect(policy['script-src']).toEqual(["'self'"]);
});

test('any page may ask the API, without cookies, and a preflight needs no token', async () => {
  const preflight = await fetch(`${server.url}/api/videos`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://elsewhere.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH');
  expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization,content-type');
  const answer = await fetch(`${server.url}/api/me`, { headers: { origin: 'https://elsewhere.example' } });
  expect(answer.status).toBe(401);
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  expect(answer.headers.has('access-control-allow-credentials')).toBe(false);
  expect(answer.headers.get('access-control-expose-headers')).toContain('Upload-Offset');
});

async function serveFolder(folder: string) {
  const app = fastify() as unknown as App;
  registerProblemDetails(app);
  await registerWebApp(app, folder);
  return app;
}

test('the web app: one page at its addresses, files for ever, nothing outside', async () => {
  const folder = join(environment.directory, 'player');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Rostrum</title>');
  await writeFile(join(folder, 'assets', 'app-1a2b3c.js'), 'export {};');
  await writeFile(join(folder, 'favicon.svg'), '<svg/>');
  await writeFile(join(environment.directory, 'secret.txt'), 'secret');
  await using app = await serveFolder(folder);

  for (const url of ['/', '/watch/abc', '/upload', '/sign-in', '/channels/films', '/studio/videos/1']) {
    const page = await app.inject(url);
    expect([page.statusCode, page.headers['cache-control'], page.body], url).toEqual([
      200,
      'no-cache',
      '<!doctype html><title>Rostrum</title>',
    ]);
  }
  const script = await app.inject('/assets/app-1a2b3c.js');
  expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(script.headers['content-type']).toContain('javascript');
  for (const icon of ['/favicon.svg', '/favicon.ico']) {
    const { statusCode, headers } = await app.inject(icon);
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toContain('image/svg+xml');
  }
  for (const url of ['/assets/none.js', '/none.png', '/assets/../../secret.txt', '/assets/%2e%2e/%2e%2e/secret.txt', '/assets/']) {
    const answer = await app.inject(url);
    expect([403, 404], url).toContain(answer.statusCode);
    expect(answer.body, url).not.toBe('secret');
    expect(answer.headers['cache-control'] ?? '', url).not.toContain('immutable');
  }
});

test('a web app that is not built yet says so in a sentence, and shows as soon as it is', async () => {
  const folder = join(environment.directory, 'later');
  await using app = await serveFolder(folder);
  const before = await app.inject('/');
  expect(before.statusCode).toBe(503);
  expect(before.body).toContain('npm run build');
  await mkdir(folder);
  await writeFile(join(folder, 'index.html'), '<!doctype html>');
  expect((await app.inject('/')).statusCode).toBe(200);
});
