import { randomBytes } from 'node:crypto';
import { AppError } from '../../core/errors.ts';
import { createId } from '../../core/identifiers.ts';
import { cleanTexts } from '../../core/podcasts/clean-text.ts';
import { podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import { wantFeed } from '../../core/podcasts/wanted-queries.ts';
import { announceFeedChange } from '../../core/queues/feed-events.ts';
import { hashToken } from '../../core/tokens.ts';
import type { Caller, ServerDependencies } from '../app.ts';
import { cutPage, type ListIdentity, readCursor } from '../catalog/list-cursor.ts';
import { assertVisible } from './check-show.ts';
import { findOwnShow } from './find-show.ts';
import { readInstant } from './read-instant.ts';
import type { ShowKey } from './shows-queries.ts';
import { findSubscriber, insertSubscriber, listSubscribers, type SubscriberRow, updateSubscriber } from './subscribers-queries.ts';
import type {
  Subscriber,
  SubscriberCreate,
  SubscriberListQuery,
  SubscriberPage,
  SubscriberPatch,
  SubscriberWithToken,
} from './subscribers-schemas.ts';

type Parts = Pick<ServerDependencies, 'config' | 'database' | 'redis' | 'jobs'>;

const SECRET_BYTES = 32;

/** All subscribers of a show, withdrawn ones too, newest first. Their tokens nobody can tell. */
export async function readSubscriberPage(parts: Parts, caller: Caller, slug: string, query: SubscriberListQuery): Promise<SubscriberPage> {
  const { config, database } = parts;
  const { limit = 50, cursor } = query;
  const show = await findOwnShow(database, caller, slug);
  const list: ListIdentity = ['subscribers', show.id];
  const after = cursor === undefined ? null : readCursor(config.secret, list, cursor);
  const found = await listSubscribers(database, show.id, { after, limit: limit + 1 });
  const { rows, nextCursor } = cutPage(found, limit, config.secret, list);
  return { items: rows.map(describeSubscriber), nextCursor };
}

/** Gives somebody a feed of their own. The answer alone says the token. */
export async function addSubscriber(parts: Parts, caller: Caller, slug: string, given: SubscriberCreate): Promise<SubscriberWithToken> {
  const show = await findOwnShow(parts.database, caller, slug);
  const { name, email = null, expiresAt = null } = cleanTexts(given);
  assertVisible('name', name);
  const token = createSubscriberToken();
  const row = await insertSubscriber(parts.database, {
    id: createId(),
    showId: show.id,
    name,
    email,
    expiresAt: expiresAt === null ? null : readInstant('expiresAt', expiresAt),
    tokenHash: hashToken(token),
  });
  // The private feed is only built once somebody may read it.
  await wantFeed(parts.database, show.id);
  await parts.jobs.feeds.add({ showId: show.id });
  return describeWithToken(parts, show, row, token);
}

/** @throws AppError `not_found`, `subscription_ended` for withdrawn ones */
export async function changeSubscriber(
  parts: Parts,
  caller: Caller,
  slug: string,
  id: string,
  given: SubscriberPatch,
): Promise<Subscriber> {
  const show = await findOwnShow(parts.database, caller, slug);
  const { name, expiresAt } = cleanTexts(given);
  assertVisible('name', name);
  await change(parts, show, id, {
    ...(name === undefined ? {} : { name }),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt === null ? null : readInstant('expiresAt', expiresAt) }),
  });
  return describeSubscriber(await findKnown(parts, show, id));
}

/** The old token stops, the new one is told in the answer. @throws AppError `not_found`, `subscription_ended` */
export async function rotateToken(parts: Parts, caller: Caller, slug: string, id: string): Promise<SubscriberWithToken> {
  const show = await findOwnShow(parts.database, caller, slug);
  const token = createSubscriberToken();
  await change(parts, show, id, { tokenHash: hashToken(token) });
  return describeWithToken(parts, show, await findKnown(parts, show, id), token);
}

/** Withdraws the token, for ever: its feed and media answer 410. Once more changes nothing. @throws AppError `not_found` */
export async function revokeSubscriber(parts: Parts, caller: Caller, slug: string, id: string): Promise<void> {
  const show = await findOwnShow(parts.database, caller, slug);
  const { revokedAt } = await findKnown(parts, show, id);
  if (revokedAt === null) await change(parts, show, id, { revokedAt: new Date() });
}

/** Changes what servers remember of a subscriber, and tells them to forget it. */
async function change(parts: Parts, show: ShowKey, id: string, wish: Parameters<typeof updateSubscriber>[3]): Promise<void> {
  const isChanged = await updateSubscriber(parts.database, show.id, id, wish);
  if (!isChanged) {
    await findKnown(parts, show, id);
    throw new AppError('subscription_ended', 'This subscriber was withdrawn. Add them again for a new link.');
  }
  await announceFeedChange(parts.redis, show.id);
}

async function findKnown({ database }: Parts, show: ShowKey, id: string): Promise<SubscriberRow> {
  const row = await findSubscriber(database, show.id, id);
  if (!row) throw new AppError('not_found', 'The show has no subscriber with this id.');
  return row;
}

/** 256 random bits as base64url. A letter comes first, so that no address or command line begins with a hyphen. */
function createSubscriberToken(): string {
  return `s${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

function describeWithToken({ config }: Parts, show: ShowKey, row: SubscriberRow, token: string): SubscriberWithToken {
  const { publicUrl } = config;
  return {
    ...describeSubscriber(row),
    token,
    feed: podcastUrls.privateFeed(publicUrl, token),
    basic: { url: podcastUrls.basicFeed(publicUrl, show.slug), username: row.id, password: token },
  };
}

function describeSubscriber({ id, name, email, createdAt, expiresAt, revokedAt, lastFetchedAt }: SubscriberRow): Subscriber {
  return {
    id,
    name,
    email,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
    lastFetchedAt: lastFetchedAt?.toISOString() ?? null,
  };
}
