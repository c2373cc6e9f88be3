import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hashPlayerSources, isPlayerStale } from '../../standalone/build-player.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rostrum-player-'));
  mkdirSync(join(root, 'player', 'pages'), { recursive: true });
  writeFileSync(join(root, 'player', 'pages', 'home.tsx'), 'home');
  writeFileSync(join(root, 'vite.config.ts'), 'config');
  writeFileSync(join(root, 'package-lock.json'), '{}');
});
afterEach(() => rmSync(root, { recursive: true }));

function markAsBuilt(): void {
  mkdirSync(join(root, 'dist', 'player'), { recursive: true });
  writeFileSync(join(root, 'dist', 'player', '.stamp'), `${hashPlayerSources(root)}\n`);
}

it('is stale before the first build and fresh after it', () => {
  expect(isPlayerStale(root)).toBe(true);
  markAsBuilt();
  expect(isPlayerStale(root)).toBe(false);
});

it.each([
  ['a source changes', 'player/pages/home.tsx', 'house'],
  ['a source is added', 'player/pages/watch.tsx', ''],
  ['the configuration changes', 'vite.config.ts', 'other'],
  ['a package changes', 'package-lock.json', '{"packages": {}}'],
])('is stale when %s', (_case, path, content) => {
  markAsBuilt();
  writeFileSync(join(root, path), content);
  expect(isPlayerStale(root)).toBe(true);
});

it('is stale when a source is renamed, though the contents are the same', () => {
  markAsBuilt();
  rmSync(join(root, 'player', 'pages', 'home.tsx'));
  writeFileSync(join(root, 'player', 'pages', 'start.tsx'), 'home');
  expect(isPlayerStale(root)).toBe(true);
});
