import { Type } from 'typebox';
import type { QueueKind } from './job-queue.ts';

/** Makes an asset's podcast masters (AudioMaster): levelled, in every format, without tags. */
export const AudioMasterPayload = Type.Object({ assetId: Type.String() });
export type AudioMasterPayload = Type.Static<typeof AudioMasterPayload>;

export const AUDIO_MASTERS: QueueKind<AudioMasterPayload> = {
  name: 'audio-master',
  payload: AudioMasterPayload,
  jobId: ({ assetId }) => `master-${assetId}`,
};
