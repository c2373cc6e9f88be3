import { describe, expect, test } from 'vitest';
import { parseRoute, safeNextPath } from '../../player/router.ts';

describe('a path', () => {
  test.each([
    ['/', { page: 'home' }],
    ['/watch/abc', { page: 'watch', videoId: 'abc' }],
    ['/watch/abc/', { page: 'watch', videoId: 'abc' }],
    ['/channels/harbour', { page: 'channel', handle: 'harbour' }],
    ['/upload', { page: 'upload' }],
    ['/sign-in', { page: 'sign-in' }],
    ['/podcasts', { page: 'podcasts' }],
    ['/podcasts/', { page: 'podcasts' }],
    ['/podcasts/night-ferry', { page: 'show', slug: 'night-ferry' }],
    ['/podcasts/night-ferry/the-pilots', { page: 'episode', slug: 'night-ferry', episodeSlug: 'the-pilots' }],
    ['/podcasts/night-ferry/health', { page: 'health', slug: 'night-ferry' }],
    ['/podcasts/night-ferry/feed.xml', { page: 'not-found' }],
    ['/podcasts/night-ferry/feed-2.xml', { page: 'not-found' }],
    ['/podcasts/a/b/c', { page: 'not-found' }],
    ['/embed/abc', { page: 'embed' }],
    ['/embed/episodes/abc', { page: 'embed' }],
    ['/watch', { page: 'not-found' }],
    ['/watch/a/b', { page: 'not-found' }],
    ['/upload/x', { page: 'not-found' }],
    ['/api/docs', { page: 'not-found' }],
    ['/watch/%E0%A4%A', { page: 'watch', videoId: '%E0%A4%A' }],
  ])('%s names its page', (path, route) => {
    expect(parseRoute(path)).toEqual(route);
  });
});

describe('after signing in', () => {
  test('a path of this site is gone to', () => {
    expect(safeNextPath('/upload')).toBe('/upload');
  });

  test.each([null, '', 'upload', '//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)'])(
    '%j leads home',
    (next) => {
      expect(safeNextPath(next)).toBe('/');
    },
  );
});
