import { isObjectKey } from '../../core/object-storage/object-key-rules.ts';
import type { Delivery } from '../feeds/delivery-recorder.ts';
import type { Piece } from './count-batch.ts';
import { type Refusal, type ScreeningRules, screenRequest } from './screen-request.ts';

/** Players ask for the first two bytes to see whether ranges work; `Range: bytes=0-1` is nobody's listening. */
const PROBE_BYTES = 2;

/** What a delivery gave to a listener, or why it counts for nothing. */
export function readDelivery(rules: ScreeningRules, delivery: Delivery, now: Date): Piece | Refusal | 'probe' {
  const { episodeId, fileName, firstByte, bytesSent } = delivery;
  const isSound = Number.isSafeInteger(firstByte) && firstByte >= 0 && Number.isSafeInteger(firstByte + bytesSent);
  if (!isSound || !isObjectKey(`${episodeId}/${fileName}`)) return 'unreadable';
  if (bytesSent <= 0 || (firstByte === 0 && bytesSent <= PROBE_BYTES)) return 'probe';
  const candidate = screenRequest(rules, delivery, now);
  if (typeof candidate === 'string') return candidate;
  return { ...candidate, episodeId, file: fileName, start: firstByte, end: firstByte + bytesSent, thresholdMs: null };
}
