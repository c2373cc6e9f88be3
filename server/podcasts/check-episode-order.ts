import { dateOf, type HealthCheck, type HealthEpisode, isOut, type Sign, signOfEpisode, signOfShow } from './feed-health-model.ts';

const NAMED_NUMBERS = 5;

/** What a directory would say of the episodes beside each other: numbers, titles and dates. */
export function checkEpisodeOrder({ show, episodes, now }: HealthCheck): Sign[] {
  const published = episodes.filter(({ state }) => state === 'PUBLISHED');
  const out = episodes.filter((episode) => isOut(episode, now));
  const seasons = groupBy(
    out.filter(({ type, number }) => type === 'FULL' && number !== null),
    ({ season }) => season,
  );
  return [
    ...(show.type === 'SERIAL' ? checkSerial(published) : []),
    ...checkTitles(published),
    ...[...seasons].flatMap(([season, numbered]) => checkSeason(season, numbered)),
    ...checkSameDates(out),
  ];
}

function checkSerial(published: readonly HealthEpisode[]): Sign[] {
  return published
    .filter(({ type, number }) => type === 'FULL' && number === null)
    .map((episode) => signOfEpisode('serial_without_number', episode, 'It has no number, in a serial show.'));
}

function checkTitles(published: readonly HealthEpisode[]): Sign[] {
  return [...groupBy(published, ({ title }) => title.trim().toLowerCase()).values()].flatMap((alike) =>
    alike.slice(0, -1).map((episode) => signOfEpisode('duplicate_title', episode, 'An earlier episode has the same title.')),
  );
}

function checkSeason(season: number | null, numbered: readonly HealthEpisode[]): Sign[] {
  const place = season === null ? 'The show' : `Season ${season}`;
  const byNumber = groupBy(numbered, ({ number }) => number as number);
  const doubles = [...byNumber.values()].flatMap((alike) =>
    alike.slice(0, -1).map((episode) => signOfEpisode('duplicate_number', episode, `${place} has another episode ${episode.number}.`)),
  );
  return [...doubles, ...checkGaps(place, [...byNumber.keys()]), ...checkDates(numbered)];
}

function checkGaps(place: string, numbers: number[]): Sign[] {
  const sorted = numbers.sort((one, other) => one - other);
  const gaps = sorted.flatMap((number, index) => {
    const before = sorted[index - 1];
    return before === undefined || number === before + 1 ? [] : [{ from: before + 1, to: number - 1 }];
  });
  if (gaps.length === 0) return [];
  const named = gaps.slice(0, NAMED_NUMBERS).map(({ from, to }) => (from === to ? `${from}` : `${from} to ${to}`));
  return [signOfShow('number_gap', `${place} lacks episode ${named.join(', ')}${gaps.length > NAMED_NUMBERS ? ' and others' : ''}.`)];
}

/** An episode that is dated before the one with the number below it. */
function checkDates(numbered: readonly HealthEpisode[]): Sign[] {
  const sorted = [...numbered].sort((one, other) => (one.number as number) - (other.number as number) || timeOf(one) - timeOf(other));
  return sorted.flatMap((episode, index) => {
    const before = sorted[index - 1];
    if (!before || timeOf(episode) >= timeOf(before)) return [];
    return [signOfEpisode('date_order', episode, `It has the number ${episode.number} but is dated before number ${before.number}.`)];
  });
}

function checkSameDates(out: readonly HealthEpisode[]): Sign[] {
  return [...groupBy(out, timeOf).values()].flatMap((alike) =>
    alike
      .slice(1)
      .map((episode) => signOfEpisode('same_date', episode, 'Another episode has the same date to the second; their order is by chance.')),
  );
}

const timeOf = (episode: HealthEpisode) => Math.floor((dateOf(episode)?.getTime() ?? 0) / 1000);

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
