import { type Caller, isAdministrator } from '../app.ts';

export interface WatchRule {
  readonly ownerId: string;
  readonly visibility: 'PUBLIC' | 'UNLISTED' | 'MEMBERS' | 'PRIVATE';
  readonly publishAt: Date | null;
}

/** Whether the caller may change or delete what this account owns. */
export function mayEdit(owned: { readonly ownerId: string }, caller: Caller | null): boolean {
  return caller?.accountId === owned.ownerId || isAdministrator(caller);
}

/**
 * Whether the caller may know of a video and play it, having its address. Before `publishAt` only its owner may.
 * Everybody with an account counts as a member.
 */
export function mayWatch(video: WatchRule, caller: Caller | null, now: Date): boolean {
  if (mayEdit(video, caller)) return true;
  if (video.publishAt && video.publishAt > now) return false;
  if (video.visibility === 'MEMBERS') return caller !== null;
  return video.visibility === 'PUBLIC' || video.visibility === 'UNLISTED';
}
