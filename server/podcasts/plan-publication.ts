import { AppError } from '../../core/errors.ts';
import { readInstant, toSecond } from './read-instant.ts';

/** Clocks differ, and a request takes its time: so much of the past counts as now. */
const TOLERANCE_MS = 60_000;

export interface Publication {
  readonly state: 'DRAFT' | 'PUBLISHED';
  /** Null for drafts alone. */
  readonly publishAt: Date | null;
}

export interface PublicationWish {
  readonly state?: 'DRAFT' | 'PUBLISHED' | undefined;
  readonly publishAt?: string | null | undefined;
}

const DRAFT: Publication = { state: 'DRAFT', publishAt: null };

/**
 * When an episode is to come out, after a wish that may say nothing about it:
 *
 *     state PUBLISHED             now, unless it is out already
 *     publishAt, with or without  then
 *     state DRAFT, publishAt null not any more
 *
 * @throws AppError `schedule_in_past`; `validation_failed` for a draft with a time
 */
export function planPublication(current: Publication, { state, publishAt }: PublicationWish, now: Date): Publication {
  if (state === 'DRAFT' && publishAt)
    throw new AppError('validation_failed', 'publishAt: a draft has no time. Leave `state` out to schedule it.');
  if (publishAt) return schedule(current, readInstant('publishAt', publishAt), now);
  if (state === 'PUBLISHED') return publishNow(current, now);
  if (state === 'DRAFT' || publishAt === null) return DRAFT;
  return current;
}

function schedule(current: Publication, publishAt: Date, now: Date): Publication {
  const isChanged = publishAt.getTime() !== current.publishAt?.getTime();
  if (isChanged && publishAt.getTime() < now.getTime() - TOLERANCE_MS) {
    throw new AppError(
      'schedule_in_past',
      'publishAt lies in the past. Leave it out to publish now; for an episode of a back catalogue give its old date as pubDate.',
    );
  }
  return { state: 'PUBLISHED', publishAt };
}

function publishNow(current: Publication, now: Date): Publication {
  const isOut = current.state === 'PUBLISHED' && current.publishAt !== null && current.publishAt <= now;
  return isOut ? current : { state: 'PUBLISHED', publishAt: toSecond(now) };
}
