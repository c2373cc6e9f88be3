import { expect, test } from 'vitest';
import { showGuid } from '../../../core/podcasts/show-guid.ts';

// The example of the podcast namespace's own page.
test('the guid of the namespace example comes out, whatever its scheme and slashes', () => {
  const guid = '917393e3-1b1e-5cef-ace4-edaa54e1f810';
  expect(showGuid('podnews.net/rss')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(showGuid('https://mp3s.nashownotes.com/pc20rss.xml')).toBe(guid);
  for (const url of ['http://mp3s.nashownotes.com/pc20rss.xml', 'https://mp3s.nashownotes.com/pc20rss.xml//']) {
    expect(showGuid(url)).toBe(guid);
  }
});
