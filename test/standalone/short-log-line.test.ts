import { expect, it } from 'vitest';
import { shortLogLine } from '../../standalone/short-log-line.ts';

it.each([
  ['{"level":30,"msg":"answered"}', null],
  ['{"level":50,"msg":"the chunk failed","err":{"message":"ffmpeg ended with 1\\nmore"}}', 'worker: the chunk failed: ffmpeg ended with 1'],
  ['{"level":60,"msg":"no memory"}', 'worker: no memory'],
  ['plain text', null],
  ['null', null],
])('shortens %s', (line, expected) => {
  expect(shortLogLine('worker', line)).toBe(expected);
});
