import type { Chapter } from '../../core/podcasts/podcast-details.ts';
import { type EpisodeTags, GENRE } from './episode-tags.ts';

/**
 * An ID3v2.3 tag (https://id3.org/id3v2.3.0), which stands before an MP3's first frame, with the chapters of its
 * addendum (https://id3.org/id3v2-chapters-1.0). 2.3 rather than 2.4: every player reads it. We write it ourselves, since
 * ffmpeg would write the sound anew to get it there and lose what the encoder noted of its delay, and knows neither
 * comments nor the order of chapters. A frame is four letters, a length, two bytes of flags, and its content.
 */

/** CTOC counts its children in one byte. */
const MOST_CHAPTERS = 255;
const FRONT_COVER = 3;
const UTF16 = 1;
const LATIN1 = 0;
/** Top-level, ordered. */
const CTOC_FLAGS = 0b11;
/** Chapters are found by their times; their byte positions are not told. */
const NO_OFFSET = Buffer.alloc(8, 0xff);

/**
 * The bytes that go before a master's.
 * @param artwork a JPEG, or null
 */
export function renderId3(tags: EpisodeTags, chapters: readonly Chapter[], durationSeconds: number, artwork: Uint8Array | null): Buffer {
  const frames = Buffer.concat([
    textFrame('TIT2', tags.title),
    textFrame('TPE1', tags.artist),
    textFrame('TALB', tags.album),
    ...(tags.track === null ? [] : [textFrame('TRCK', String(tags.track))]),
    ...(tags.season === null ? [] : [textFrame('TPOS', String(tags.season))]),
    ...(tags.date === null ? [] : dateFrames(tags.date)),
    textFrame('TCON', GENRE),
    textFrame('TLAN', tags.language),
    textFrame('TLEN', String(toMilliseconds(durationSeconds))),
    ...(tags.comment === null ? [] : [commentFrame(tags.comment, tags.language)]),
    ...chapterFrames(chapters, durationSeconds),
    ...(artwork === null ? [] : [pictureFrame(artwork)]),
  ]);
  return Buffer.concat([Buffer.from('ID3\x03\x00\x00', 'latin1'), syncsafe(frames.length), frames]);
}

function frame(id: string, content: Uint8Array): Buffer {
  const head = Buffer.alloc(10);
  head.write(id, 'latin1');
  head.writeUInt32BE(content.length, 4);
  return Buffer.concat([head, content]);
}

const textFrame = (id: string, text: string) => frame(id, Buffer.concat([Buffer.of(chooseEncoding(text)), encode(text)]));

/** `YYYY` and `DDMM` (4.2.1). */
function dateFrames(date: Date): Buffer[] {
  const [year = '', month = '', day = ''] = date.toISOString().slice(0, 10).split('-');
  return [textFrame('TYER', year), textFrame('TDAT', day + month)];
}

/** Language, an empty name, and the text (4.11). */
function commentFrame(text: string, language: string): Buffer {
  const encoding = chooseEncoding(text);
  const emptyName = encoding === UTF16 ? Buffer.from('fffe0000', 'hex') : Buffer.of(0);
  return frame('COMM', Buffer.concat([Buffer.of(encoding), Buffer.from(language, 'latin1'), emptyName, encode(text)]));
}

/** The front cover (4.15). */
function pictureFrame(artwork: Uint8Array): Buffer {
  return frame('APIC', Buffer.concat([Buffer.of(LATIN1), Buffer.from('image/jpeg\0', 'latin1'), Buffer.of(FRONT_COVER, 0), artwork]));
}

/** The table of contents and a frame a chapter. Hidden ones are in neither: players without the table show all of them. */
function chapterFrames(chapters: readonly Chapter[], durationSeconds: number): Buffer[] {
  const shown = chapters.filter(({ hidden, startSeconds }) => !hidden && startSeconds < durationSeconds).slice(0, MOST_CHAPTERS);
  if (shown.length === 0) return [];
  const ids = Buffer.concat(shown.map((_, index) => elementId(index)));
  const contents = frame('CTOC', Buffer.concat([Buffer.from('toc\0', 'latin1'), Buffer.of(CTOC_FLAGS, shown.length), ids]));
  return [
    contents,
    ...shown.map((chapter, index) => {
      const end = Math.min(chapter.endSeconds ?? shown[index + 1]?.startSeconds ?? durationSeconds, durationSeconds);
      const times = Buffer.alloc(8);
      times.writeUInt32BE(toMilliseconds(chapter.startSeconds), 0);
      times.writeUInt32BE(toMilliseconds(end), 4);
      return frame(
        'CHAP',
        Buffer.concat([elementId(index), times, NO_OFFSET, textFrame('TIT2', chapter.title), ...linkFrames(chapter.url)]),
      );
    }),
  ];
}

const elementId = (index: number) => Buffer.from(`chp${index}\0`, 'latin1');

/** A link with an empty name (4.3.2). URL makes it ASCII; what is no URL is left out. */
function linkFrames(url = ''): Buffer[] {
  const address = URL.canParse(url) ? new URL(url).href : undefined;
  return address === undefined ? [] : [frame('WXXX', Buffer.concat([Buffer.of(LATIN1, 0), Buffer.from(address, 'latin1')]))];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what it means.
const chooseEncoding = (text: string) => (/^[\x00-\x7f]*$/.test(text) ? LATIN1 : UTF16);

/** In UTF-16 with the mark of its byte order, or in ASCII. */
function encode(text: string): Buffer {
  return chooseEncoding(text) === LATIN1
    ? Buffer.from(text, 'latin1')
    : Buffer.concat([Buffer.from('fffe', 'hex'), Buffer.from(text, 'utf16le')]);
}

/** Four times seven bits, so that no length looks like the beginning of a frame of sound (3.1). */
function syncsafe(length: number): Buffer {
  return Buffer.of((length >> 21) & 0x7f, (length >> 14) & 0x7f, (length >> 7) & 0x7f, length & 0x7f);
}

const toMilliseconds = (seconds: number) => Math.round(seconds * 1000);
