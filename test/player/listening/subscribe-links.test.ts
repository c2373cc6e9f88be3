import { expect, test } from 'vitest';
import { listSubscribeLinks } from '../../../player/listening/subscribe-links.ts';

const hrefs = (feedUrl: string, title: string) =>
  Object.fromEntries(listSubscribeLinks(feedUrl, title).map(({ app, href }) => [app, href]));

test('each app gets the address in the form that it reads', () => {
  expect(hrefs('https://pod.example/podcasts/night-ferry/feed.xml', 'Salt & Pepper')).toEqual({
    'Apple Podcasts': 'podcast://pod.example/podcasts/night-ferry/feed.xml',
    Overcast: 'overcast://x-callback-url/add?url=https%3A%2F%2Fpod.example%2Fpodcasts%2Fnight-ferry%2Ffeed.xml',
    'Pocket Casts': 'pktc://subscribe/pod.example/podcasts/night-ferry/feed.xml',
    AntennaPod:
      'https://antennapod.org/deeplink/subscribe?url=https%3A%2F%2Fpod.example%2Fpodcasts%2Fnight-ferry%2Ffeed.xml&title=Salt%20%26%20Pepper',
    Castro: 'castros://subscribe/pod.example/podcasts/night-ferry/feed.xml',
  });
});

test('a title with half a surrogate pair makes no link fail', () => {
  expect(hrefs('https://pod.example/feed.xml', 'half \uD83C here')['AntennaPod']).toContain('title=half%20%20here');
});
