import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeEpisode, type EpisodeTags } from '../../../transcoder/podcast/episode-tags.ts';
import { nameLanguage } from '../../../transcoder/podcast/name-language.ts';
import { renderId3 } from '../../../transcoder/podcast/render-id3.ts';

const TAGS: EpisodeTags = {
  title: 'Title',
  artist: 'Artist',
  album: 'Ålbum',
  track: null,
  season: null,
  date: new Date('2024-02-29T23:00:00Z'),
  comment: null,
  language: 'eng',
};

/** The frames of a tag, read as the standard says: id and content, one after another, to the very end. */
function readFrames(tag: Buffer): { id: string; content: Buffer }[] {
  expect(tag.toString('latin1', 0, 3)).toBe('ID3');
  expect([...tag.subarray(3, 6)]).toEqual([3, 0, 0]);
  const length = tag.subarray(6, 10).reduce((sum, byte) => sum * 128 + byte, 0);
  expect(length).toBe(tag.length - 10);
  return readFrameList(tag.subarray(10));
}

function readFrameList(bytes: Buffer): { id: string; content: Buffer }[] {
  const frames: { id: string; content: Buffer }[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const end = offset + 10 + bytes.readUInt32BE(offset + 4);
    frames.push({ id: bytes.toString('latin1', offset, offset + 4), content: bytes.subarray(offset + 10, end) });
    offset = end;
  }
  return frames;
}

const readText = (content: Buffer) => (content[0] === 1 ? content.toString('utf16le', 3) : content.toString('latin1', 1));

test('a tag names its frames, in ASCII where that is enough', () => {
  const frames = readFrames(renderId3(TAGS, [], 61.5, null));
  expect(frames.map(({ id, content }) => [id, readText(content)])).toEqual([
    ['TIT2', 'Title'],
    ['TPE1', 'Artist'],
    ['TALB', 'Ålbum'],
    ['TYER', '2024'],
    ['TDAT', '2902'],
    ['TCON', 'Podcast'],
    ['TLAN', 'eng'],
    ['TLEN', '61500'],
  ]);
});

test('whatever the texts are, they read back as they were', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (title, comment) => {
      const frames = readFrames(renderId3({ ...TAGS, title, comment }, [{ startSeconds: 0, title }], 10, Buffer.from('jpeg')));
      const contentOf = (id: string) => frames.find((frame) => frame.id === id)?.content ?? Buffer.alloc(0);
      expect(readText(contentOf('TIT2'))).toBe(title);
      const commentFrame = contentOf('COMM');
      expect(commentFrame.toString('latin1', 1, 4)).toBe('eng');
      const text = commentFrame[0] === 1 ? commentFrame.toString('utf16le', 10) : commentFrame.toString('latin1', 5);
      expect(text).toBe(comment);
      const chapter = contentOf('CHAP');
      expect(readText(readFrameList(chapter.subarray('chp0\0'.length + 16))[0]?.content ?? chapter)).toBe(title);
      expect(contentOf('APIC').toString('latin1')).toBe('\0image/jpeg\0\x03\0jpeg');
    }),
  );
});

test('the table of contents lists the chapters in order; hidden ones and those after the end are nowhere', () => {
  const chapters = [
    { startSeconds: 0, title: 'One' },
    { startSeconds: 5, endSeconds: 8, title: 'Two' },
    { startSeconds: 9, title: 'Secret', hidden: true },
    { startSeconds: 11, title: 'Three' },
    { startSeconds: 90, title: 'Too late' },
  ];
  const frames = readFrames(renderId3(TAGS, chapters, 20, null));
  expect(frames.find(({ id }) => id === 'CTOC')?.content.toString('latin1')).toBe('toc\0\x03\x03chp0\0chp1\0chp2\0');
  const times = frames.filter(({ id }) => id === 'CHAP').map(({ content }) => [content.readUInt32BE(5), content.readUInt32BE(9)]);
  expect(times).toEqual([
    [0, 5000],
    [5000, 8000],
    [11_000, 20_000],
  ]);
});

test('more chapters than a table can count are cut off', () => {
  const chapters = Array.from({ length: 300 }, (_, index) => ({ startSeconds: index, title: `${index}` }));
  const frames = readFrames(renderId3(TAGS, chapters, 300, null));
  expect(frames.filter(({ id }) => id === 'CHAP')).toHaveLength(255);
});

test('notes become one plain line, cut between characters', () => {
  const episode = {
    title: ' A\n title ',
    description: `<p>Hello</p><p>${'😀'.repeat(400)}</p>`,
    number: 1,
    season: null,
    publishAt: null,
    pubDate: null,
  };
  const tags = describeEpisode(episode, { title: 'Show', author: 'Me', language: 'fr-CA' });
  expect(tags).toMatchObject({ title: 'A title', language: 'fra', date: null });
  expect(tags.comment).toMatch(/^Hello (😀)+…$/u);
  expect(tags.comment?.length).toBeLessThanOrEqual(500);
});

test('languages are named in three letters', () => {
  expect(['en', 'pt-BR', 'zh-Hant', 'gsw', 'x-klingon', ''].map(nameLanguage)).toEqual(['eng', 'por', 'zho', 'gsw', 'und', 'und']);
});
