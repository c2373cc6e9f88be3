import { Type } from 'typebox';

/** Each lane has a queue of its own, so that the rungs that let a film start never wait behind the ones that perfect it. */
export const LANES = ['LOW', 'HIGH', 'AUDIO'] as const;
export type Lane = (typeof LANES)[number];

export const encodeQueueName = (lane: Lane) => `encode-${lane.toLowerCase()}`;

export const EncodePayload = Type.Object({
  assetId: Type.String(),
  version: Type.Integer({ minimum: 1 }),
  /** The chunk; a poster job has none to speak of and carries 0. */
  index: Type.Integer({ minimum: 0 }),
});
export type EncodePayload = Type.Static<typeof EncodePayload>;

export type EncodeJobName = 'chunk' | 'poster';
