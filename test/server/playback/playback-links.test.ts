import { describe, expect, test } from 'vitest';
import { createId } from '../../../core/identifiers.ts';
import { isPublished, playbackUrls } from '../../../server/playback/playback-links.ts';
import { parseHlsPath, parsePosterPath } from '../../../server/playback/playback-paths.ts';
import { playbackExpiry, signPlaybackToken, verifyPlaybackToken } from '../../../server/playback/playback-tokens.ts';

const secret = 'a secret for these tests, long enough';
const config = { publicUrl: 'https://films.example', secret, playback: { cdnBaseUrl: null, linkHours: 12 } };
const assetId = createId();
const now = new Date('2026-05-01T10:20:30Z');

describe('playback tokens', () => {
  test('hold for their asset until they expire', () => {
    const token = signPlaybackToken({ assetId, secret, expiresAt: new Date(now.getTime() + 1000) });
    expect(token).toMatch(/^[A-Za-z0-9._-]+$/);
    expect(verifyPlaybackToken(token, { assetId, secret, now })).toBe(true);
    expect(verifyPlaybackToken(token, { assetId, secret, now: new Date(now.getTime() + 1000) })).toBe(false);
    expect(verifyPlaybackToken(token, { assetId: createId(), secret, now })).toBe(false);
    expect(verifyPlaybackToken(token, { assetId, secret: `${secret}!`, now })).toBe(false);
  });

  test.each(['', '.', 'a', 'a.b', 'a.b.c', '-1.x', '9'.repeat(400), `${'z'.repeat(20)}.x`])('%j is none', (token) => {
    expect(verifyPlaybackToken(token, { assetId, secret, now })).toBe(false);
  });

  test('no changed letter is accepted', () => {
    const token = signPlaybackToken({ assetId, secret, expiresAt: new Date(now.getTime() + 1000) });
    for (let index = 0; index < token.length; index += 1) {
      const changed = token.slice(0, index) + (token[index] === 'x' ? 'y' : 'x') + token.slice(index + 1);
      expect([changed, verifyPlaybackToken(changed, { assetId, secret, now })]).toEqual([changed, false]);
    }
  });

  test('expire on the hour, so that links given out within it are the same', () => {
    expect(playbackExpiry(now, 12).toISOString()).toBe('2026-05-01T23:00:00.000Z');
    expect(playbackExpiry(new Date('2026-05-01T10:59:59Z'), 12).toISOString()).toBe('2026-05-01T23:00:00.000Z');
  });
});

describe('playback URLs', () => {
  test('of public media are plain', () => {
    expect(playbackUrls(config, { assetId, isPublic: true, version: 3, hasPoster: true }, now)).toEqual({
      hls: `https://films.example/hls/${assetId}/master.m3u8`,
      poster: `https://films.example/posters/${assetId}/v3.jpg`,
    });
    expect(playbackUrls(config, { assetId, isPublic: true, version: 3, hasPoster: false }, now).poster).toBeNull();
  });

  test('of other media carry one token in the path, which is read back from it', () => {
    const { hls, poster } = playbackUrls(config, { assetId, isPublic: false, version: 3, hasPoster: true }, now);
    const [, , , token] = new URL(hls).pathname.split('/');
    expect(token).toMatch(/^~/);
    expect(poster).toBe(`https://films.example/posters/${assetId}/${token}/v3.jpg`);
    expect(parseHlsPath(assetId, `${token}/v1/720p/00001.m4s`)).toEqual({
      assetId,
      token: token?.slice(1),
      key: `assets/${assetId}/hls/v1/720p/00001.m4s`,
    });
    expect(parsePosterPath(assetId, `${token}/v3.jpg`)?.key).toBe(`assets/${assetId}/v3/poster.jpg`);
    expect(verifyPlaybackToken(token?.slice(1) ?? '', { assetId, secret, now })).toBe(true);
  });
});

test('a video is published when it is PUBLIC and its time has come', () => {
  const later = new Date(now.getTime() + 1);
  expect(isPublished({ visibility: 'PUBLIC', publishAt: null }, now)).toBe(true);
  expect(isPublished({ visibility: 'PUBLIC', publishAt: now }, now)).toBe(true);
  expect(isPublished({ visibility: 'PUBLIC', publishAt: later }, now)).toBe(false);
  for (const visibility of ['UNLISTED', 'MEMBERS', 'PRIVATE']) expect(isPublished({ visibility, publishAt: null }, now)).toBe(false);
});
