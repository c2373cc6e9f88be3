import { Queue } from 'bullmq';
import type { TSchema } from 'typebox';
import type { Redis } from '../redis.ts';

/** A queue of one kind of work: what it is called, what a job carries, and when two jobs are the same one. */
export interface QueueKind<Payload> {
  readonly name: string;
  readonly payload: TSchema;
  /** Adding a job whose id is waiting or running changes nothing. No colons: they are BullMQ's. */
  jobId(payload: Payload): string;
  /** How long a job waits for others like it before it is done; none means not at all. */
  readonly coalesceMs?: number;
}

/** The adding end of a queue. */
export interface JobQueue<Payload> {
  add(payload: Payload, options?: { readonly delayMs?: number }): Promise<void>;
  close(): Promise<void>;
}

/**
 * Faults of ours are tried again for about twenty minutes; faults of the input end a job at once. A job that is over
 * leaves nothing behind: the database knows what is done, and the same id must be free to be added again.
 */
const JOB_OPTIONS = { attempts: 50, backoff: { type: 'custom' }, removeOnComplete: true, removeOnFail: true } as const;

/** Opens a queue for adding jobs; the caller closes it. */
export function openJobQueue<Payload extends object>(redis: Redis, kind: QueueKind<Payload>): JobQueue<Payload> {
  const queue = new Queue(kind.name, { connection: redis });
  return {
    async add(payload, { delayMs = kind.coalesceMs ?? 0 } = {}) {
      await queue.add('do', payload, { ...JOB_OPTIONS, jobId: kind.jobId(payload), delay: delayMs });
    },
    close: () => queue.close(),
  };
}
