import type { TestFile } from './counting-environment.ts';
import { ADDRESSES, AGENTS, answer, fileOf, type Request, TIMES } from './request-logs.ts';

/** What tells one listener's bytes of one file from all others, as JSON; the place of its parts is [day, episode, app, who, file]. */
type Key = string;

/** Obviously right, and slow: every byte that every listener was sent of every file on every day. */
export function countByModel(requests: readonly Request[], files: readonly (readonly TestFile[])[]): Record<string, number> {
  const downloads = new Set<string>();
  for (const [key, bytes] of collectBytes(requests, files)) {
    const [day, episode, app, who, file] = JSON.parse(key);
    if (bytes.size >= bytesWanted(fileOf(files, { episode, file }))) downloads.add(JSON.stringify([day, episode, app, who]));
  }
  const counts: Record<string, number> = {};
  for (const [day, episode, app] of [...downloads].map((text) => JSON.parse(text))) {
    const name = `2026-11-${day} ${episode} ${app}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function collectBytes(requests: readonly Request[], files: readonly (readonly TestFile[])[]): Map<Key, Set<number>> {
  const sent = new Map<Key, Set<number>>();
  for (const request of requests) {
    const { firstByte, bytesSent } = answer(request, fileOf(files, request));
    const key = findKey(request, files);
    // Nothing but of the first two bytes is a probe.
    if (key === null || (firstByte === 0 && bytesSent <= 2)) continue;
    const bytes = sent.get(key) ?? new Set();
    for (let byte = firstByte; byte < firstByte + bytesSent; byte++) bytes.add(byte);
    if (bytes.size > 0) sent.set(key, bytes);
  }
  return sent;
}

/** Null for a request that is nobody's listening. */
function findKey(request: Request, files: readonly (readonly TestFile[])[]): Key | null {
  const { status } = answer(request, fileOf(files, request));
  const [day, , isOpen] = TIMES[request.time] ?? [];
  const [, app] = AGENTS[request.agent] ?? [];
  const [, who] = ADDRESSES[request.address] ?? [];
  const isAnswered = request.method === 'GET' && (status === 200 || status === 206);
  return isAnswered && isOpen && app ? JSON.stringify([day, request.episode, app, who, request.file]) : null;
}

function bytesWanted({ sizeBytes, headBytes, bitrateBps }: TestFile): number {
  if (bitrateBps === 0) return sizeBytes;
  let wanted = headBytes;
  for (let second = 0; second < 60; second++) wanted += bitrateBps / 8;
  return Math.min(sizeBytes, wanted);
}
