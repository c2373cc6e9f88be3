import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasCode } from '../../../core/errors.ts';
import { acquireLock, tryLock } from '../../../server/uploads/redis-lock.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';

describe('a lock on Redis', () => {
  let environment: TestEnvironment;
  beforeAll(async () => {
    environment = await openTestEnvironment();
  });
  afterAll(() => environment[Symbol.asyncDispose]());

  it('has one holder, and is free again when released', async () => {
    const first = await tryLock(environment.redis, 'one');
    expect(await tryLock(environment.redis, 'one')).toBeNull();
    expect(await tryLock(environment.redis, 'another')).not.toBeNull();
    await first?.[Symbol.asyncDispose]();
    expect(await tryLock(environment.redis, 'one')).not.toBeNull();
  });

  it('asks its holder to give way, and passes to the one who waits', async () => {
    const first = await acquireLock(environment.redis, 'wanted');
    const begun = Date.now();
    first.giveWay.addEventListener('abort', () => void first[Symbol.asyncDispose]());
    const second = await acquireLock(environment.redis, 'wanted');
    expect(Date.now() - begun).toBeLessThan(3_000);
    await sleep(1_500);
    expect(second.giveWay.aborted).toBe(false);
    expect(second.isHeld()).toBe(true);
  });

  it('is refused when the holder does not let go', async () => {
    await using _first = await acquireLock(environment.redis, 'kept');
    await expect(acquireLock(environment.redis, 'kept', 400)).rejects.toSatisfy((error) => hasCode(error, 'upload_locked'));
  });

  it('does not disturb the holder when only tried', async () => {
    await using first = await acquireLock(environment.redis, 'tried');
    await tryLock(environment.redis, 'tried');
    await sleep(1_300);
    expect(first.giveWay.aborted).toBe(false);
  });

  it('is held for longer than one hold by renewing it', async () => {
    await using first = await acquireLock(environment.redis, 'long');
    await sleep(9_500);
    expect(first.isHeld()).toBe(true);
    expect(await tryLock(environment.redis, 'long')).toBeNull();
  });

  it('tells a holder that lost it, and does not release it for someone else', async () => {
    const first = await acquireLock(environment.redis, 'lost');
    await environment.redis.del('rostrum:lock:{lost}');
    const second = await tryLock(environment.redis, 'lost');
    await sleep(1_300);
    expect(first.isHeld()).toBe(false);
    expect(first.giveWay.aborted).toBe(true);
    await first[Symbol.asyncDispose]();
    expect(await tryLock(environment.redis, 'lost')).toBeNull();
    await second?.[Symbol.asyncDispose]();
  });
});
