import type { Database } from '../../core/database.ts';
import type { DeliveryEnd } from './deliver-feed.ts';
import { type DeliveryEnds, recordDeliveries } from './news-queries.ts';

export interface DeliveryLedger {
  note(id: string, end: DeliveryEnd): Promise<void>;
  /** Writes what is noted only. */
  flush(): Promise<void>;
  /** How many ended how, so far. */
  readonly counts: Readonly<Record<DeliveryEnd, number>>;
}

/** Ends are written in batches of this many: as many subscribers at most are told twice when the worker is killed. */
const BATCH = 100;

/** Collects how the deliveries of one version end. */
export function openDeliveryLedger(database: Database, hash: string): DeliveryLedger {
  const counts = { delivered: 0, failed: 0, gone: 0 };
  let noted: { id: string; end: DeliveryEnd }[] = [];
  const flush = async () => {
    const batch = noted;
    noted = [];
    if (batch.length > 0) await recordDeliveries(database, hash, sortByEnd(batch));
  };
  return {
    counts,
    flush,
    async note(id, end) {
      counts[end] += 1;
      noted.push({ id, end });
      if (noted.length >= BATCH) await flush();
    },
  };
}

function sortByEnd(batch: readonly { id: string; end: DeliveryEnd }[]): DeliveryEnds {
  const idsOf = (wanted: DeliveryEnd) => batch.filter(({ end }) => end === wanted).map(({ id }) => id);
  return { delivered: idsOf('delivered'), failed: idsOf('failed'), gone: idsOf('gone') };
}
