import { isbot } from 'isbot';
import { expect, test } from 'vitest';
import { openUserAgentClassifier } from '../../../../server/downloads/user-agents/classify-user-agent.ts';
import { openWebPlayerFinder } from '../../../../server/downloads/user-agents/find-web-player.ts';

const classify = openUserAgentClassifier();
const SAFARI = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4.1 Safari/605.1.15';

test.each([
  ['Overcast/3.0 (+http://overcast.fm/; iOS podcast app)', 'app', 'Overcast', 'Apple iPhone'],
  ['Overcast/2026.1 CFNetwork/1492.0.1 Darwin/23.3.0', 'app', 'Overcast', 'Apple iPhone'],
  ['Pocket Casts', 'app', 'Pocket Casts', 'Other Mobile Device'],
  ['Shifty Jelly Pocket Casts, Android v4.5.3', 'app', 'Pocket Casts', 'Android Phone'],
  ['AntennaPod/3.4.0', 'app', 'AntennaPod', 'Android Phone'],
  ['Castro/1560 CFNetwork/1492.0.1 Darwin/23.3.0', 'app', 'Castro', 'Apple iPhone'],
  ['Podcasts/1650.20 CFNetwork/1333.0.4 Darwin/21.5.0', 'app', 'Apple Podcasts', 'Apple iPhone'],
  ['AirPodcasts/1650.1 CFNetwork/1333 Darwin/21.5.0', 'app', 'Apple HomePod', 'Apple HomePod'],
  ['Spotify/8.9.18 iOS/17.3 (iPhone14,5)', 'app', 'Spotify', 'Apple iPhone'],
  ['gPodder/3.11.4 (http://gpodder.org/) Linux', 'app', 'gPodder', 'Other Computer'],
  ['Newsboat/2.32.0 (Linux x86_64)', 'app', 'Newsboat', 'Other Computer'],
  ['libmpv', 'app', 'mpv', 'Other'],
  ['VLC/3.0.20 LibVLC/3.0.20', 'app', 'VLC media player', 'Other Computer'],
  ['AppleCoreMedia/1.0.0.21E236 (iPhone; U; CPU OS 17_4_1 like Mac OS X; en_us)', 'library', 'AppleCoreMedia', 'Apple iPhone'],
  ['stagefright/1.2 (Linux;Android 10)', 'library', 'stagefright', 'Android Phone'],
  [SAFARI, 'browser', 'Safari', 'Apple Computer'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:124.0) Gecko/20100101 Firefox/124.0', 'browser', 'Firefox', 'Other Computer'],
  ['MyPodApp/1.2 CFNetwork/1410.0.3 Darwin/22.6.0', 'unknown', 'Other', 'Apple iPhone'],
])('%s is known', (userAgent, kind, name, device) => {
  expect(classify(userAgent)).toEqual({ kind, name, device, counts: true });
});

test.each([
  'atc/1.0 watchOS/9.4 model/Watch6,2 hwp/t8301 build/20T253 (6; dt:243)',
  'Podcasts/1575.1 (null) watchOS/8.4.2 model/Watch5,9',
  'Watch/1140 CFNetwork/3860.200.71 Darwin/25.1.0',
  'AppleCoreMedia/1.0.0.19S55 (Apple Watch; U; CPU OS 8_3 like Mac OS X; en_us)',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0.0.0 Safari/537.36',
  'curl/8.5.0',
  'Wget/1.21.4',
  'Lavf/60.16.100',
  'python-requests/2.31.0',
  'Go-http-client/2.0',
  'okhttp/4.12.0',
  'axios/1.6.8',
  'reqwest/0.11',
  '',
  ' ',
])('nobody listens with "%s"', (userAgent) => {
  expect(classify(userAgent).counts).toBe(false);
});

test('isbot alone would call listeners bots: that is why it is asked last', () => {
  const listeners = ['Overcast/3.0 (+http://overcast.fm/; iOS podcast app)', 'Pocket Casts', 'AntennaPod/3.4.0'];
  expect(listeners.map((userAgent) => isbot(userAgent))).toContain(true);
  expect(listeners.map((userAgent) => classify(userAgent).counts)).toEqual([true, true, true]);
});

test('an agent of any length is answered, the same way twice', () => {
  const endless = `AntennaPod/${'9'.repeat(100_000)}`;
  expect(classify(endless)).toEqual(classify(endless));
  expect(classify(endless).name).toBe('AntennaPod');
});

test("a browser's page tells which player on the web it was", () => {
  const find = openWebPlayerFinder();
  expect(find('https://podcasts.apple.com/us/podcast/id1')).toBe('Apple Podcasts');
  expect(find('https://example.org/a-blog')).toBeNull();
});
