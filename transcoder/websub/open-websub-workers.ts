import { setMaxListeners } from 'node:events';
import type { Worker } from 'bullmq';
import { type OutboundClient, openOutboundClient } from '../../core/outbound/open-outbound-client.ts';
import { WEBSUB, WEBSUB_VERIFICATIONS, type WebSubPayload } from '../../core/queues/websub-queue.ts';
import { allowedNetworksForCallbacks } from '../../core/websub/callback-networks.ts';
import { openStepWorker } from '../queues/open-step-worker.ts';
import { openSweep } from '../queues/open-sweep.ts';
import type { Transcoder } from '../transcoder.ts';
import { planPodping, sendPodping } from './send-podping.ts';
import { sweepSubscriptions } from './sweep-subscriptions.ts';
import { tellSubscribers } from './tell-subscribers.ts';
import { verifySubscription } from './verify-subscription.ts';

/** Feeds whose subscribers are told at the same time. */
const PUBLISH_SLOTS = 4;
/** Verifications wait for other people's servers and cost us nothing. */
const VERIFY_SLOTS = 32;
const SWEEP_INTERVAL_MS = 30_000;

/** The hub's working half; its HTTP half is server/websub/. */
export function openWebSubWorkers(transcoder: Transcoder, stopping: AbortSignal): Worker[] {
  // One listener for every request under way; hundreds of those are no leak.
  setMaxListeners(0, stopping);
  return [
    openStepWorker(
      transcoder,
      { kind: WEBSUB, concurrency: PUBLISH_SLOTS, run: (news, signal) => withOutbound(transcoder, (parts) => spread(parts, news, signal)) },
      stopping,
    ),
    openStepWorker(
      transcoder,
      {
        kind: WEBSUB_VERIFICATIONS,
        concurrency: VERIFY_SLOTS,
        run: (request, signal) => withOutbound(transcoder, (parts) => verifySubscription(parts, request, signal)),
      },
      stopping,
    ),
  ];
}

export function openWebSubSweep(transcoder: Transcoder): AsyncDisposable {
  return openSweep(transcoder, 'subscriptions that have ended', SWEEP_INTERVAL_MS, () => withOutbound(transcoder, sweepSubscriptions));
}

type Parts = Transcoder & { readonly outbound: OutboundClient };

/** Lends a client of its own to each piece of work, and closes its connections with it. */
async function withOutbound(transcoder: Transcoder, work: (parts: Parts) => Promise<void>): Promise<void> {
  await using outbound = openOutboundClient({ allowedNetworks: allowedNetworksForCallbacks(transcoder.config) });
  await work({ ...transcoder, outbound });
}

async function spread(parts: Parts, news: WebSubPayload, signal: AbortSignal): Promise<void> {
  if (news.kind === 'podping') return sendPodping(parts, news, signal);
  if ((news.attempt ?? 1) === 1) await planPodping(parts, news);
  await tellSubscribers(parts, news, signal);
}
