import { createHash } from 'node:crypto';
import type { Config } from '../../core/config.ts';
import type { FeedSettings } from './feed-model.ts';

/** Raised when the renderer changes what feeds say: every show is built again then. */
const RENDERER = 1;

export function readFeedSettings({ publicUrl, podcasts }: Config): FeedSettings {
  return { publicUrl, op3: podcasts.op3, usesPodping: podcasts.podpingToken !== null };
}

/** Tells one set of settings from another: feeds that were built with others are built again. */
export function identifySettings(settings: FeedSettings): string {
  return createHash('sha256')
    .update(JSON.stringify([RENDERER, settings]))
    .digest('hex')
    .slice(0, 16);
}
