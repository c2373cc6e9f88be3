import type { Database } from '../../core/database.ts';
import type { DeliveryEnd } from './deliver-feed.ts';
import { type DeliveryEnds, recordDeliveries } from './news-queries.ts';

export interface DeliveryLedger {
  /** Waits while a batch is being written: a slow database slows the telling, it does not pile up what is unwritten. */
  note(id: string, end: DeliveryEnd): Promise<void>;
  /** Writes what is noted only. */
  flush(): Promise<void>;
  /** How many ended how, so far. */
  readonly counts: Readonly<Record<DeliveryEnd, number>>;
}

/** Ends are written in batches of this many. A worker that is killed leaves so many unwritten at most, and what was under way. */
const BATCH = 100;

/** Collects how the deliveries of one version end. */
export function openDeliveryLedger(database: Database, hash: string): DeliveryLedger {
  const counts = { delivered: 0, failed: 0, gone: 0 };
  let noted: { id: string; end: DeliveryEnd }[] = [];
  let writing: Promise<void> = Promise.resolve();
  const flush = () => {
    const batch = noted;
    noted = [];
    if (batch.length > 0) writing = writing.then(() => recordDeliveries(database, hash, sortByEnd(batch)));
    return writing;
  };
  return {
    counts,
    flush,
    async note(id, end) {
      counts[end] += 1;
      noted.push({ id, end });
      await (noted.length >= BATCH ? flush() : writing);
    },
  };
}

function sortByEnd(batch: readonly { id: string; end: DeliveryEnd }[]): DeliveryEnds {
  const idsOf = (wanted: DeliveryEnd) => batch.filter(({ end }) => end === wanted).map(({ id }) => id);
  return { delivered: idsOf('delivered'), failed: idsOf('failed'), gone: idsOf('gone') };
}
