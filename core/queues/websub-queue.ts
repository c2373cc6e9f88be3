import { Type } from 'typebox';
import type { QueueKind } from './job-queue.ts';

/**
 * The hub's work (W3C WebSub): `verify` asks a subscriber whether it meant what it sent (5.3), `publish` finds who is to
 * be told of a feed's news, `deliver` tells one of them (7).
 */
export const WebSubPayload = Type.Union([
  Type.Object({
    kind: Type.Literal('verify'),
    mode: Type.Enum(['subscribe', 'unsubscribe']),
    topic: Type.String(),
    callback: Type.String(),
    secret: Type.Union([Type.String(), Type.Null()]),
    leaseSeconds: Type.Integer(),
  }),
  Type.Object({ kind: Type.Literal('publish'), topic: Type.String(), showId: Type.String(), hash: Type.String() }),
  Type.Object({ kind: Type.Literal('deliver'), subscriptionId: Type.String(), showId: Type.String(), hash: Type.String() }),
]);
export type WebSubPayload = Type.Static<typeof WebSubPayload>;

export const WEBSUB: QueueKind<WebSubPayload> = {
  name: 'websub',
  payload: WebSubPayload,
  jobId: (payload) => {
    if (payload.kind === 'verify')
      return `verify-${payload.mode}-${Buffer.from(`${payload.topic} ${payload.callback}`).toString('base64url')}`;
    if (payload.kind === 'publish') return `publish-${payload.showId}-${payload.hash}`;
    return `deliver-${payload.subscriptionId}-${payload.hash}`;
  },
};
