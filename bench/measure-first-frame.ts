import { fetchFirstSegment, uploadFilm, waitForState } from './api-client.ts';
import { makeSources, SOURCE_DESCRIPTION } from './make-source.ts';
import { type BenchReport, judge, median, type Say } from './report.ts';
import { startInstance } from './start-instance.ts';

const TRIALS = 3;
const PATIENCE_SECONDS = 120;

/** Seconds from the last uploaded byte until the film can be played, for a short and for a long film. */
export async function measureFirstFrame(say: Say): Promise<BenchReport> {
  const { short, long } = await makeSources(say);
  say(`sources: 60 s and 30 min of ${SOURCE_DESCRIPTION}`);
  say('an instance for each trial: one server, one worker, the folder store, all idle when the upload begins');
  say('from the moment when the last byte of the tus PATCH is handed to the network until GET /api/assets/{id}, asked every');
  say(`25 ms, says PLAYABLE; then the playlists and the first segment have to come. Medians of ${TRIALS} trials.`);
  const shortSeconds: number[] = [];
  const longSeconds: number[] = [];
  // Turn and turn about, so that a busy minute of the machine touches both alike.
  for (let trial = 1; trial <= TRIALS; trial += 1) {
    shortSeconds.push(await measureOnce(short));
    longSeconds.push(await measureOnce(long));
    say(`trial ${trial}: short ${shortSeconds.at(-1)?.toFixed(2)} s, long ${longSeconds.at(-1)?.toFixed(2)} s`);
  }
  const figures = { short_s: median(shortSeconds), long_s: median(longSeconds) };
  return judge(
    'first-frame',
    { ...figures, long_to_short: figures.long_s / figures.short_s },
    { short_s: '<= 5', long_s: '<= 5', long_to_short: '<= 1.5' },
  );
}

async function measureOnce(film: string): Promise<number> {
  await using instance = await startInstance();
  const { assetId, lastByteAt } = await uploadFilm(instance.api, film);
  const asset = await waitForState(instance.api, assetId, ['PLAYABLE', 'READY'], PATIENCE_SECONDS);
  const seconds = (performance.now() - lastByteAt) / 1000;
  await fetchFirstSegment(asset);
  return seconds;
}
