import { describe, expect, it } from 'vitest';
import { hasCode } from '../../../core/errors.ts';
import { parseUploadMetadata, planDraftTitle } from '../../../server/uploads/parse-upload-metadata.ts';

const pair = (key: string, value: string | Uint8Array) => `${key} ${Buffer.from(value).toString('base64')}`;

describe('parseUploadMetadata', () => {
  it('reads names in any script', () => {
    const header = [pair('filename', 'Übung – 日本語.mov'), pair('filetype', 'video/quicktime'), pair('title', ' Was ist das? ')].join(',');
    expect(parseUploadMetadata(header)).toEqual({ filename: 'Übung – 日本語.mov', filetype: 'video/quicktime', title: 'Was ist das?' });
  });

  it('falls back where the client says nothing', () => {
    expect(parseUploadMetadata('')).toEqual({ filename: 'untitled', filetype: 'application/octet-stream', title: null });
    expect(parseUploadMetadata('filename,is_confidential')).toMatchObject({ filename: 'untitled' });
  });

  it.each([
    ['C:\\fakepath\\holiday.mp4', 'holiday.mp4'],
    ['../../etc/passwd', 'passwd'],
    ['line\r\nbreak\u0000.mp4', 'line  break .mp4'],
    ['evil\u202e4pm.exe', 'evil 4pm.exe'],
  ])('makes a harmless name of %j', (given, expected) => {
    expect(parseUploadMetadata(pair('filename', given)).filename).toBe(expected);
  });

  it('bounds lengths by whole characters', () => {
    const { filename, title } = parseUploadMetadata(`${pair('filename', '🎬'.repeat(400))},${pair('title', 'x'.repeat(400))}`);
    expect(filename).toBe('🎬'.repeat(255));
    expect(title).toHaveLength(200);
  });

  it('does not believe a media type that is none', () => {
    expect(parseUploadMetadata(pair('filetype', 'text/html\r\nx: y')).filetype).toBe('application/octet-stream');
  });

  it.each([
    ['a value that is no Base64', 'filename ***'],
    ['a value that is no UTF-8', pair('filename', Uint8Array.of(0xff, 0xfe, 0x41))],
    ['a key twice', `${pair('title', 'a')},${pair('title', 'b')}`],
    ['an empty pair', `${pair('title', 'a')},,${pair('filename', 'b')}`],
    ['two values', 'filename YQ== YQ=='],
  ])('refuses %s', (_what, header) => {
    expect(() => parseUploadMetadata(header)).toThrow(expect.toSatisfy((error: unknown) => hasCode(error, 'bad_request')));
  });
});

describe('planDraftTitle', () => {
  it.each([
    [{ title: 'Given', filename: 'a.mp4' }, 'Given'],
    [{ title: null, filename: 'My holiday.final.mp4' }, 'My holiday.final'],
    [{ title: null, filename: '.mp4' }, '.mp4'],
    [{ title: null, filename: 'Dr. No' }, 'Dr. No'],
    [{ title: null, filename: 'untitled' }, 'untitled'],
  ])('of %j is %j', (metadata, expected) => {
    expect(planDraftTitle(metadata)).toBe(expected);
  });
});
