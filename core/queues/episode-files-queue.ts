import { Type } from 'typebox';
import type { QueueKind } from './job-queue.ts';

/** Makes an episode's files out of its asset's master: tags, chapters, artwork. Runs until `filesBuilt` is `filesWanted`. */
export const EpisodeFilesPayload = Type.Object({ episodeId: Type.String() });
export type EpisodeFilesPayload = Type.Static<typeof EpisodeFilesPayload>;

export const EPISODE_FILES: QueueKind<EpisodeFilesPayload> = {
  name: 'episode-files',
  payload: EpisodeFilesPayload,
  jobId: ({ episodeId }) => `files-${episodeId}`,
  coalesceMs: 200,
};
