import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { AppError, hasCode } from '../../core/errors.ts';
import { objectKeys } from '../../core/object-storage/object-keys.ts';
import type { ObjectStore } from '../../core/object-storage/object-store.ts';
import { podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import { addressPrivateFeed, hashForReader, type Reader } from './address-private-feed.ts';
import type { Representations } from './choose-representation.ts';
import { type FeedBodies, rememberBodies } from './remember-bodies.ts';
import { renderEndedFeed } from './render-ended-feed.ts';
import type { ServedShows } from './served-shows.ts';
import type { Subscriber } from './subscribers.ts';
import type { EndedShow } from './subscribers-queries.ts';

/** What one subscriber reads: the show's private feed with addresses of their own, or that their time is over. */
export interface PrivateDocument extends Representations {
  readonly etags: Readonly<Record<'identity' | 'gzip', string>>;
  load(encoding: 'identity' | 'gzip'): Promise<Buffer>;
}

export interface PrivateDocumentParts {
  readonly publicUrl: string;
  readonly objectStore: ObjectStore;
  readonly shows: Pick<ServedShows, 'find'>;
  readonly bodies: FeedBodies;
  readonly readEndedShow: (showId: string) => Promise<EndedShow | null>;
}

/** Bodies of the subscribers who asked last; the others' are made again in milliseconds. */
const MAX_BODY_BYTES = 64 * 2 ** 20;
const compress = promisify(gzip);

/**
 * Opens the maker of private documents.
 * @returns a function that throws AppError `show_gone`, `not_found` for a show that is not there, and `unavailable`
 * for one whose feeds are not built yet
 */
export function openPrivateDocuments(parts: PrivateDocumentParts): (subscriber: Subscriber, reader: Reader) => Promise<PrivateDocument> {
  const { shows, bodies } = parts;
  const personal = rememberBodies(MAX_BODY_BYTES);

  const describe = (content: string, reader: Reader, lastModified: Date | null, render: () => Promise<string>): PrivateDocument => {
    const hash = hashForReader(content, reader);
    const load = async () => personal.load(hash, async () => Buffer.from(await render()));
    const loadGzip = async () => personal.load(`${hash}-gz`, async () => compress(await load()));
    return {
      etags: { identity: `"${hash}"`, gzip: `"${hash}-gz"` },
      lastModified,
      load: (encoding) => (encoding === 'gzip' ? loadGzip() : load()),
    };
  };
  return async (subscriber, reader) => {
    const show = await shows.find(subscriber.showId);
    if (!show) throw new AppError('not_found');
    if (show.isDeleted) throw new AppError('show_gone');
    if (subscriber.endedAt) {
      const text = await renderEnded(parts, subscriber, subscriber.endedAt, reader);
      // Not by date: the feed before it may be younger than the end of the subscription.
      return describe(text, reader, null, async () => text);
    }
    const feed = show.feed('private');
    if (!feed) throw new AppError('unavailable', 'This feed is being made.');
    const render = async () => addressPrivateFeed((await bodies.load(feed.key('identity'))).toString(), reader);
    return describe(feed.hash, reader, feed.lastModified, render);
  };
}

async function renderEnded(parts: PrivateDocumentParts, subscriber: Subscriber, endedAt: Date, reader: Reader): Promise<string> {
  const { publicUrl, readEndedShow, objectStore } = parts;
  const show = await readEndedShow(subscriber.showId);
  if (!show) throw new AppError('not_found');
  const addresses = addressesOf(publicUrl, reader);
  const noticeBytes = await sizeOf(objectStore, objectKeys.notice('subscription-ended.mp3'));
  return renderEndedFeed({ show, publicUrl, subscriberId: subscriber.id, endedAt, ...addresses, noticeBytes });
}

function addressesOf(publicUrl: string, reader: Reader) {
  if (reader.kind === 'link') {
    return { selfUrl: podcastUrls.privateFeed(publicUrl, reader.token), noticeUrl: `${publicUrl}/feeds/${reader.token}/notice.mp3` };
  }
  return {
    selfUrl: podcastUrls.basicFeed(publicUrl, reader.slug),
    noticeUrl: `${podcastUrls.showPage(publicUrl, reader.slug)}/private/notice.mp3`,
  };
}

/** An enclosure says its length; 0 where it is not known (RSS 2.0 best practices), until the notice is made. */
async function sizeOf(objectStore: ObjectStore, key: string): Promise<number> {
  try {
    return (await objectStore.head(key)).sizeBytes;
  } catch (error) {
    if (hasCode(error, 'not_found')) return 0;
    throw error;
  }
}
