/**
 * Does the work for every item, `limit` of them at a time: one that takes long holds up nobody but itself. After a fault
 * no further item is begun; what is under way ends first, then the fault is thrown.
 */
export async function forEachAtMost<T>(items: AsyncGenerator<T>, limit: number, work: (item: T) => Promise<void>): Promise<void> {
  // All lanes draw from one generator; a lane that fails ends it for the others.
  const lane = async () => {
    for await (const item of items) await work(item);
  };
  const ends = await Promise.allSettled(Array.from({ length: limit }, lane));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}
