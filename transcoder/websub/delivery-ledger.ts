import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../core/database.ts';
import type { DeliveryEnd } from './deliver-feed.ts';
import { type DeliveryEnds, recordDeliveries } from './news-queries.ts';

export interface DeliveryLedger {
  /** Resolves once this is written: whoever waits for it leaves nothing unwritten but what is under way. */
  note(id: string, end: DeliveryEnd): Promise<void>;
  /** How many ended how, so far. */
  readonly counts: Readonly<Record<DeliveryEnd, number>>;
}

/** What ends within this time is written together. */
const GATHER_MS = 50;

/** Collects how the deliveries of one version end. */
export function openDeliveryLedger(database: Database, hash: string): DeliveryLedger {
  const counts = { delivered: 0, failed: 0, gone: 0 };
  let noted: { id: string; end: DeliveryEnd }[] = [];
  let nextWrite: Promise<void> | null = null;
  const gatherAndWrite = async () => {
    await sleep(GATHER_MS);
    const batch = noted;
    noted = [];
    nextWrite = null;
    await recordDeliveries(database, hash, sortByEnd(batch));
  };
  return {
    counts,
    async note(id, end) {
      counts[end] += 1;
      noted.push({ id, end });
      nextWrite ??= gatherAndWrite();
      await nextWrite;
    },
  };
}

function sortByEnd(batch: readonly { id: string; end: DeliveryEnd }[]): DeliveryEnds {
  const idsOf = (wanted: DeliveryEnd) => batch.filter(({ end }) => end === wanted).map(({ id }) => id);
  return { delivered: idsOf('delivered'), failed: idsOf('failed'), gone: idsOf('gone') };
}
