import { parseFeed } from 'podcast-partytime';

/**
 * What a directory or app finds out about a feed by asking for it and for everything that it names: PSP-1
 * (https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification), Apple's requirements, RFC 9110.
 * @returns faults, each a sentence; empty for a feed that is in order.
 */
export async function lintFeed(feedUrl: string): Promise<string[]> {
  const answer = await fetch(feedUrl);
  const feed = parseFeed(await answer.text());
  if (!feed) return ['The feed cannot be read.'];
  const faults = [...(await lintFeedAnswers(feedUrl, answer)), ...lintChannel(feed)];
  for (const item of feed.items) {
    faults.push(...(await lintEnclosure(item.enclosure)));
    const texts = [...(item.podcastTranscripts ?? []), ...(item.podcastChapters ? [item.podcastChapters] : [])];
    for (const { url, type } of texts) faults.push(...(await lintText(url, type)));
  }
  const guids = feed.items.map(({ guid }) => guid);
  if (new Set(guids).size !== guids.length) faults.push('A guid stands twice.');
  return faults;
}

type Feed = NonNullable<ReturnType<typeof parseFeed>>;

async function lintFeedAnswers(url: string, answer: Response): Promise<string[]> {
  const etag = answer.headers.get('etag') ?? '';
  const lastModified = answer.headers.get('last-modified') ?? '';
  const byTag = await fetch(url, { headers: { 'if-none-match': etag } });
  const byDate = await fetch(url, { headers: { 'if-modified-since': lastModified } });
  const head = await fetch(url, { method: 'HEAD' });
  return tell({
    'The content type is no feed': answer.headers.get('content-type') === 'application/rss+xml; charset=utf-8',
    'If-None-Match gives no 304': etag !== '' && byTag.status === 304,
    'If-Modified-Since gives no 304': lastModified !== '' && byDate.status === 304,
    'HEAD is not answered as GET': head.status === 200 && head.headers.get('etag') === etag,
  });
}

function lintChannel(feed: Feed): string[] {
  return tell({
    'title is missing': Boolean(feed.title),
    'description is missing': Boolean(feed.description),
    'link is missing': Boolean(feed.link),
    'language is missing': Boolean(feed.language),
    'author is missing': Boolean(feed.author),
    'itunes:image is missing': Boolean(feed.itunesImage),
    'itunes:category is missing': (feed.itunesCategory?.length ?? 0) > 0,
    'podcast:guid is missing': Boolean(feed.guid),
    'atom:link self is missing': Boolean(feed.pubsub?.self),
  });
}

async function lintEnclosure({ url, length, type }: Feed['items'][number]['enclosure']): Promise<string[]> {
  const head = await fetch(url, { method: 'HEAD' });
  const start = await fetch(url, { headers: { range: 'bytes=0-1' } });
  const beyond = await fetch(url, { headers: { range: `bytes=${length + 10}-` } });
  await Promise.all([start.body?.cancel(), beyond.body?.cancel()]);
  return tell({
    [`${url}: HEAD gives ${head.status}`]: head.status === 200,
    [`${url}: has another length than the feed says`]: Number(head.headers.get('content-length')) === length,
    [`${url}: has another type than the feed says`]: head.headers.get('content-type') === type,
    [`${url}: the first bytes are no 206`]: start.status === 206 && start.headers.get('content-range') === `bytes 0-1/${length}`,
    [`${url}: bytes beyond the end are no 416`]: beyond.status === 416 && beyond.headers.get('content-range') === `bytes */${length}`,
  });
}

async function lintText(url: string, type: string): Promise<string[]> {
  const answer = await fetch(url, { headers: { origin: 'https://player.example' } });
  await answer.body?.cancel();
  // partytime gives SRT the name that it had in the namespace's first version.
  const types = type === 'application/srt' ? ['application/srt', 'application/x-subrip'] : [type];
  return tell({
    [`${url}: GET gives ${answer.status}`]: answer.status === 200,
    [`${url}: other origins may not read it`]: answer.headers.get('access-control-allow-origin') === '*',
    [`${url}: has another type than the feed says`]: types.includes(answer.headers.get('content-type')?.split(';')[0] ?? ''),
  });
}

const tell = (expectations: Readonly<Record<string, boolean>>) =>
  Object.entries(expectations)
    .filter(([, holds]) => !holds)
    .map(([fault]) => `${fault}.`);
