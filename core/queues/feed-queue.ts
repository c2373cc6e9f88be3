import { Type } from 'typebox';
import type { QueueKind } from './job-queue.ts';

/** Builds a show's feeds. Changes that come within the wait are one build; it runs until `feedBuilt` is `feedWanted`. */
export const FeedPayload = Type.Object({ showId: Type.String() });
export type FeedPayload = Type.Static<typeof FeedPayload>;

export const FEEDS: QueueKind<FeedPayload> = {
  name: 'feed',
  payload: FeedPayload,
  jobId: ({ showId }) => `feed-${showId}`,
  coalesceMs: 50,
};
