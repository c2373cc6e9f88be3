import type { Queryable } from '../../core/database.ts';

/** What is told of a subscriber: never the token's hash. */
const SUBSCRIBER = { id: true, name: true, email: true, createdAt: true, expiresAt: true, revokedAt: true, lastFetchedAt: true } as const;

export interface SubscriberRow {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastFetchedAt: Date | null;
}

export interface NewSubscriber {
  readonly id: string;
  readonly showId: string;
  readonly name: string;
  readonly email: string | null;
  readonly expiresAt: Date | null;
  readonly tokenHash: string;
}

export async function insertSubscriber(database: Queryable, subscriber: NewSubscriber): Promise<SubscriberRow> {
  return database.subscriber.create({ data: subscriber, select: SUBSCRIBER });
}

export async function findSubscriber(database: Queryable, showId: string, id: string): Promise<SubscriberRow | null> {
  return database.subscriber.findUnique({ where: { id, showId }, select: SUBSCRIBER });
}

/** Newest first. */
export async function listSubscribers(
  database: Queryable,
  showId: string,
  { after, limit }: { readonly after: { readonly createdAt: Date; readonly id: string } | null; readonly limit: number },
): Promise<SubscriberRow[]> {
  const beyond = after ? { OR: [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }] } : {};
  return database.subscriber.findMany({
    where: { showId, ...beyond },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
    select: SUBSCRIBER,
  });
}

export interface SubscriberChange {
  readonly name?: string;
  readonly expiresAt?: Date | null;
  readonly tokenHash?: string;
  readonly revokedAt?: Date;
}

/** @returns false when the subscriber is gone or the token was withdrawn. */
export async function updateSubscriber(database: Queryable, showId: string, id: string, change: SubscriberChange): Promise<boolean> {
  return (await database.subscriber.updateMany({ where: { id, showId, revokedAt: null }, data: change })).count === 1;
}
