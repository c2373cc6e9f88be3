import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildWithStamp, isStale } from '../../standalone/build-stamp.ts';

const TARGET = { sources: ['player', 'vite.config.ts', 'package-lock.json'], folder: 'dist/player' };

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rostrum-player-'));
  mkdirSync(join(root, 'player', 'pages'), { recursive: true });
  writeFileSync(join(root, 'player', 'pages', 'home.tsx'), 'home');
  writeFileSync(join(root, 'vite.config.ts'), 'config');
  writeFileSync(join(root, 'package-lock.json'), '{}');
});
afterEach(() => rmSync(root, { recursive: true }));

async function build(): Promise<void> {
  await buildWithStamp(root, TARGET, async () => mkdirSync(join(root, 'dist', 'player'), { recursive: true }));
}

it('is stale before the first build and fresh after it', async () => {
  expect(isStale(root, TARGET)).toBe(true);
  await build();
  expect(isStale(root, TARGET)).toBe(false);
});

it.each([
  ['a source changes', 'player/pages/home.tsx', 'house'],
  ['a source is added', 'player/pages/watch.tsx', ''],
  ['the configuration changes', 'vite.config.ts', 'other'],
  ['a package changes', 'package-lock.json', '{"packages": {}}'],
])('is stale when %s', async (_case, path, content) => {
  await build();
  writeFileSync(join(root, path), content);
  expect(isStale(root, TARGET)).toBe(true);
});

it('is stale when a source is renamed, though the contents are the same', async () => {
  await build();
  rmSync(join(root, 'player', 'pages', 'home.tsx'));
  writeFileSync(join(root, 'player', 'pages', 'start.tsx'), 'home');
  expect(isStale(root, TARGET)).toBe(true);
});

it('is stale when a source changes while it is being built', async () => {
  await buildWithStamp(root, TARGET, async () => {
    mkdirSync(join(root, 'dist', 'player'), { recursive: true });
    writeFileSync(join(root, 'vite.config.ts'), 'changed meanwhile');
  });
  expect(isStale(root, TARGET)).toBe(true);
});
