import { Type } from 'typebox';
import type { QueueKind } from './job-queue.ts';

/**
 * A feed's news: `publish` tells the hub's subscribers (W3C WebSub, 7), `podping` tells Podping. Both are about one
 * version of a feed and do nothing once there is a newer one.
 */
export const WebSubPayload = Type.Union([
  Type.Object({
    kind: Type.Literal('publish'),
    topic: Type.String(),
    showId: Type.String(),
    hash: Type.String(),
    /** From 1, which is meant where it is absent; later ones are for subscribers that were not reached. */
    attempt: Type.Optional(Type.Integer()),
  }),
  Type.Object({ kind: Type.Literal('podping'), topic: Type.String(), showId: Type.String(), hash: Type.String() }),
]);
export type WebSubPayload = Type.Static<typeof WebSubPayload>;
export type PublishPayload = Extract<WebSubPayload, { kind: 'publish' }>;
export type PodpingPayload = Extract<WebSubPayload, { kind: 'podping' }>;

export const WEBSUB: QueueKind<WebSubPayload> = {
  name: 'websub',
  payload: WebSubPayload,
  jobId: (payload) => {
    const { kind, showId, hash } = payload;
    return kind === 'publish' ? `publish-${showId}-${hash}-${payload.attempt ?? 1}` : `podping-${showId}-${hash}`;
  },
};

/** Asks a subscriber whether it meant what was sent in its name (W3C WebSub, 5.3). */
export const VerificationPayload = Type.Object({
  id: Type.String(),
  attempt: Type.Integer({ minimum: 1 }),
  mode: Type.Enum(['subscribe', 'unsubscribe']),
  topic: Type.String(),
  showId: Type.String(),
  /** As FeedBuild.name. */
  feed: Type.Enum(['feed', 'video']),
  callback: Type.String(),
  secret: Type.Union([Type.String(), Type.Null()]),
  leaseSeconds: Type.Integer(),
  /** The version of the feed that stood when the subscriber asked: whatever is newer is news to it. */
  knownHash: Type.String(),
});
export type VerificationPayload = Type.Static<typeof VerificationPayload>;

/** A queue of its own: callbacks that hang hold up other callbacks' verification, and no news. */
export const WEBSUB_VERIFICATIONS: QueueKind<VerificationPayload> = {
  name: 'websub-verification',
  payload: VerificationPayload,
  jobId: ({ id, attempt }) => `verify-${id}-${attempt}`,
};
