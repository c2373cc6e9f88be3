import { createHash } from 'node:crypto';
import { AppError } from '../../core/errors.ts';
import type { Redis } from '../../core/redis.ts';

/**
 * Keeps the hub from being turned against others: every request in somebody's name makes us call that somebody. One
 * topic and callback are asked about once in ten seconds (a second request waits for its turn, a third is refused), and
 * one host is called a hundred times a minute at most, whatever the callbacks below it.
 */
const TURN_MS = 10_000;
const HOST_CALLS = 100;
const HOST_WINDOW_SECONDS = 60;

/** Tells the milliseconds until the next free turn and takes it, or -1 when somebody waits for it already. */
const TAKE_TURN = `
  local left = math.max(redis.call('PTTL', KEYS[1]), 0)
  if left > tonumber(ARGV[1]) then return -1 end
  redis.call('SET', KEYS[1], '1', 'PX', left + ARGV[1])
  return left`;

/**
 * @returns how long the verification has to wait, in milliseconds.
 * @throws AppError rate_limited
 */
export async function takeVerificationTurn(redis: Redis, { topic, callback }: { topic: string; callback: string }): Promise<number> {
  const pair = createHash('sha256').update(`${topic} ${callback}`).digest('base64url');
  const delayMs = Number(await redis.eval(TAKE_TURN, 1, `rostrum:websub:turn:${pair}`, TURN_MS));
  if (delayMs < 0) throw new AppError('rate_limited', 'This callback is about to be asked already; wait for that first.');
  await countHostCall(redis, new URL(callback).hostname);
  return delayMs;
}

async function countHostCall(redis: Redis, host: string): Promise<void> {
  const key = `rostrum:websub:host:${host}`;
  const answers = await redis.multi().set(key, 0, 'EX', HOST_WINDOW_SECONDS, 'NX').incr(key).exec();
  const calls = Number(answers?.[1]?.[1]);
  if (calls > HOST_CALLS) throw new AppError('rate_limited', `${host} was called ${HOST_CALLS} times within a minute; try again later.`);
}
