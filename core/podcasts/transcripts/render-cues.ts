import type { Cue } from '../podcast-details.ts';
import { mapInSlices } from './map-in-slices.ts';

/** The cues as JSON, for the database and for the API. */
export async function renderCues(cues: readonly Cue[]): Promise<string> {
  return `[${(await mapInSlices(cues, (cue) => JSON.stringify(cue))).join(',')}]`;
}
