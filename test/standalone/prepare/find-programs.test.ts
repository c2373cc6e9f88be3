import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findProgram } from '../../../standalone/prepare/find-programs.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rostrum-programs-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(folder: string, name: string, mode = 0o755): string {
  mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, folder, name), '');
  chmodSync(join(root, folder, name), mode);
  return join(root, folder, name);
}

it('takes the first folder that has the program', () => {
  const first = put('a', 'ffmpeg');
  put('b', 'ffmpeg');
  expect(findProgram('ffmpeg', [join(root, 'nowhere'), join(root, 'a'), join(root, 'b')])).toBe(first);
});

it('passes over files that cannot be run, and folders', () => {
  put('a', 'ffmpeg', 0o644);
  mkdirSync(join(root, 'b', 'ffmpeg'), { recursive: true });
  expect(findProgram('ffmpeg', [join(root, 'a'), join(root, 'b')])).toBeNull();
});

it('knows a browser by any of its names', () => {
  const chrome = put('a', 'google-chrome');
  expect(findProgram('chromium', [join(root, 'a')])).toBe(chrome);
});

it('takes a program that needs others only together with them', () => {
  put('a', 'radosgw');
  expect(findProgram('radosgw', [join(root, 'a')])).toBeNull();
});
