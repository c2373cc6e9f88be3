import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../core/errors.ts';
import type { Redis } from '../../core/redis.ts';

/**
 * A lock that servers share, and that gives way: whoever waits for it leaves a wish beside it, the holder sees the
 * wish when it next renews its hold, ends its work in good order and releases. A client that lost its connection and
 * comes back, on whichever server, so waits a second or two and not until the dead connection times out.
 *
 * The lock falls by itself soon after its holder was killed. A holder that was merely frozen may wake up after that and
 * believe it still holds: so the lock keeps order, but what keeps the truth are the guarded updates of the row.
 */
export interface Lock extends AsyncDisposable {
  /** Aborts when someone else wishes for the lock, or when it was lost. */
  readonly giveWay: AbortSignal;
  isHeld(): boolean;
}

/** After the holder's death. */
const HOLD_MS = 8_000;
const RENEW_EVERY_MS = 1_000;
const WISH_MS = 2_000;
const ASK_EVERY_MS = 150;
/** Longer than a hold, so that a killed holder is waited for and not told to the client. */
const WAIT_MS = 15_000;

const TAKE = `
if redis.call('set', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  if redis.call('get', KEYS[2]) == ARGV[1] then redis.call('del', KEYS[2]) end
  return 1
end
if tonumber(ARGV[3]) > 0 then redis.call('set', KEYS[2], ARGV[1], 'PX', ARGV[3]) end
return 0`;

/** Gives -1 when the lock is no longer ours, 1 when someone wishes for it, 0 otherwise. */
const RENEW = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return -1 end
redis.call('pexpire', KEYS[1], ARGV[2])
return redis.call('exists', KEYS[2])`;

const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;

// The braces keep both keys on one node of a Redis cluster.
const keysOf = (name: string) => [`rostrum:lock:{${name}}`, `rostrum:lock:{${name}}:wish`] as const;

/**
 * Takes the lock, asking its holder to give way.
 * @throws AppError upload_locked when the holder keeps it for 15 s.
 */
export async function acquireLock(redis: Redis, name: string, waitMs = WAIT_MS): Promise<Lock> {
  const token = randomUUID();
  const deadline = Date.now() + waitMs;
  while (!(await take(redis, name, token, WISH_MS))) {
    if (Date.now() > deadline) throw new AppError('upload_locked');
    await sleep(ASK_EVERY_MS);
  }
  return holdLock(redis, name, token);
}

/** Takes the lock if it is free, and disturbs no one if it is not. */
export async function tryLock(redis: Redis, name: string): Promise<Lock | null> {
  const token = randomUUID();
  return (await take(redis, name, token, 0)) ? holdLock(redis, name, token) : null;
}

async function take(redis: Redis, name: string, token: string, wishMs: number): Promise<boolean> {
  return (await redis.eval(TAKE, 2, ...keysOf(name), token, HOLD_MS, wishMs)) === 1;
}

/** Renews the hold until it is disposed or lost. */
function holdLock(redis: Redis, name: string, token: string): Lock {
  const giveWay = new AbortController();
  let heldUntil = Date.now() + HOLD_MS;

  const renew = async () => {
    const asked = Date.now();
    const answer = await redis.eval(RENEW, 2, ...keysOf(name), token, HOLD_MS);
    heldUntil = answer === -1 ? 0 : Math.max(heldUntil, asked + HOLD_MS);
    if (answer !== 0) giveWay.abort();
  };
  const timer = setInterval(() => {
    if (Date.now() > heldUntil) giveWay.abort();
    else renew().catch(() => undefined); // Redis is away: the hold runs out by our own clock.
  }, RENEW_EVERY_MS);
  timer.unref();

  return {
    giveWay: giveWay.signal,
    isHeld: () => Date.now() < heldUntil,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await redis.eval(RELEASE, 1, keysOf(name)[0], token);
    },
  };
}
