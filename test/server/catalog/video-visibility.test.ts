import { expect, test } from 'vitest';
import type { Caller } from '../../../server/app.ts';
import { mayEdit, mayWatch, type WatchRule } from '../../../server/catalog/video-visibility.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const LATER = new Date('2026-03-01T12:00:01Z');
const caller = (accountId: string, change: Partial<Caller> = {}): Caller => ({
  accountId,
  role: 'CREATOR',
  scope: 'WRITE',
  tokenId: 't',
  kind: 'API',
  ...change,
});
const OWNER = caller('owner');
const MEMBER = caller('member', { role: 'VIEWER', scope: 'READ' });
const ADMINISTRATOR = caller('admin', { role: 'ADMIN', scope: 'ADMIN' });
const video = (visibility: WatchRule['visibility'], publishAt: Date | null = null) => ({ ownerId: 'owner', visibility, publishAt });

test.each([
  ['PUBLIC', true, true],
  ['UNLISTED', true, true],
  ['MEMBERS', false, true],
  ['PRIVATE', false, false],
] as const)('%s: a stranger %s, a member %s, owner and administrator always', (visibility, stranger, member) => {
  expect(mayWatch(video(visibility), null, NOW)).toBe(stranger);
  expect(mayWatch(video(visibility), MEMBER, NOW)).toBe(member);
  expect(mayWatch(video(visibility), OWNER, NOW)).toBe(true);
  expect(mayWatch(video(visibility), ADMINISTRATOR, NOW)).toBe(true);
});

test.each(['PUBLIC', 'UNLISTED', 'MEMBERS'] as const)('before its time a %s video is for its owner alone', (visibility) => {
  expect(mayWatch(video(visibility, LATER), MEMBER, NOW)).toBe(false);
  expect(mayWatch(video(visibility, LATER), OWNER, NOW)).toBe(true);
  expect(mayWatch(video(visibility, LATER), MEMBER, LATER)).toBe(true);
});

test('only the owner, and an administrator with full scope, may edit', () => {
  const owned = { ownerId: 'owner' };
  expect([OWNER, ADMINISTRATOR].map((who) => mayEdit(owned, who))).toEqual([true, true]);
  expect([null, MEMBER, caller('admin', { role: 'ADMIN' })].map((who) => mayEdit(owned, who))).toEqual([false, false, false]);
});
