import { randomBytes } from 'node:crypto';
import type { Database } from '../../core/database.ts';
import { hasCode } from '../../core/errors.ts';
import type { Logger } from '../../core/logger.ts';
import type { OutboundClient } from '../../core/outbound/open-outbound-client.ts';
import type { PodcastJobs } from '../../core/queues/podcast-jobs.ts';
import type { VerificationPayload } from '../../core/queues/websub-queue.ts';
import { callbackWith } from './callback-url.ts';
import { deleteSubscription, saveSubscription } from './subscription-queries.ts';

export interface Verifier {
  readonly database: Database;
  readonly outbound: OutboundClient;
  readonly jobs: PodcastJobs;
  readonly logger: Logger;
}

/** `unreachable`: nobody answered, which may be different in a moment. */
type Verdict = 'confirmed' | 'refused' | 'unreachable';

const TIMEOUT_MS = 5_000;
/** Longer answers cannot be the challenge. */
const MAX_ANSWER_BYTES = 4096;
/** How long to wait before the second and the third try. */
const RETRY_DELAYS_MS = [2_000, 10_000];

/**
 * Verification of intent (W3C WebSub, 5.3): the callback must repeat a challenge that only it was told. Then the
 * subscription is entered or deleted; otherwise nothing changes.
 */
export async function verifySubscription(verifier: Verifier, request: VerificationPayload, signal: AbortSignal): Promise<void> {
  const { database, jobs, logger } = verifier;
  const verdict = await askCallback(verifier.outbound, request, signal);
  const { mode, topic, callback, attempt } = request;
  logger.debug({ mode, topic, callback, verdict, attempt }, 'asked a subscriber whether it meant it');
  if (verdict === 'unreachable') {
    const delayMs = RETRY_DELAYS_MS[attempt - 1];
    if (delayMs !== undefined) await jobs.websubVerifications.add({ ...request, attempt: attempt + 1 }, { delayMs });
  }
  if (verdict !== 'confirmed') return;
  if (mode === 'subscribe') await saveSubscription(database, request, new Date());
  else await deleteSubscription(database, request);
}

async function askCallback(outbound: OutboundClient, request: VerificationPayload, signal: AbortSignal): Promise<Verdict> {
  const { mode, topic, callback, leaseSeconds } = request;
  const challenge = randomBytes(32).toString('base64url');
  const lease: Record<string, string> = mode === 'subscribe' ? { 'hub.lease_seconds': String(leaseSeconds) } : {};
  const url = callbackWith(callback, { 'hub.mode': mode, 'hub.topic': topic, 'hub.challenge': challenge, ...lease });
  try {
    const { status, body } = await outbound.request(url, { timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES, redirects: 0, signal });
    return status >= 200 && status < 300 && body.equals(Buffer.from(challenge)) ? 'confirmed' : 'refused';
  } catch (error) {
    if (signal.aborted) throw error;
    return hasCode(error, 'host_unreachable') ? 'unreachable' : 'refused';
  }
}
