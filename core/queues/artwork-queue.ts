import { Type } from 'typebox';
import type { QueueKind } from './job-queue.ts';

/** Makes the sizes of a show's or an episode's artwork; draws one for a show that has none. */
export const ArtworkPayload = Type.Object({ showId: Type.String(), episodeId: Type.Union([Type.String(), Type.Null()]) });
export type ArtworkPayload = Type.Static<typeof ArtworkPayload>;

export const ARTWORK: QueueKind<ArtworkPayload> = {
  name: 'artwork',
  payload: ArtworkPayload,
  jobId: ({ showId, episodeId }) => `artwork-${showId}-${episodeId ?? 'show'}`,
};
