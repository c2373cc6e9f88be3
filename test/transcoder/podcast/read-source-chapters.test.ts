import { describe, expect, test } from 'vitest';
import { readSourceChapters } from '../../../transcoder/podcast/read-source-chapters.ts';

describe('chapters of a file', () => {
  const chapter = (start: number, title?: string) => ({ start_time: String(start), ...(title === undefined ? {} : { tags: { title } }) });

  test('come in order, once each, within the sound, with a title', () => {
    expect(readSourceChapters([chapter(5, 'B\n b'), chapter(0, 'A'), chapter(5, 'again'), chapter(7), chapter(30, 'late')], 20)).toEqual([
      { startSeconds: 0, title: 'A' },
      { startSeconds: 5, title: 'B b' },
      { startSeconds: 7, title: 'Chapter 3' },
    ]);
  });

  test('are none when there is a single one, which says nothing', () => {
    expect(readSourceChapters([chapter(0, 'The whole film')], 20)).toEqual([]);
  });

  test('with titles of other bytes than text are cleaned', () => {
    expect(readSourceChapters([chapter(0, '\u0000\ud800'), chapter(1, 'x'.repeat(600))], 20)).toEqual([
      { startSeconds: 0, title: 'Chapter 1' },
      { startSeconds: 1, title: 'x'.repeat(500) },
    ]);
  });
});
