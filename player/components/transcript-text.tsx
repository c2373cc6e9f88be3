import type { Hit } from '../listening/search-cues.ts';
import { splitIntoTurns } from '../listening/split-into-turns.ts';
import { formatTimeFragment } from '../listening/time-fragment.ts';
import type { Cue } from '../listening/track.ts';
import { formatClock } from '../words/format-time.ts';

interface TranscriptTextProps {
  readonly cues: readonly Cue[];
  readonly hits: readonly Hit[];
  /** Which of the hits is looked at. */
  readonly place: number;
}

/** The sentences in paragraphs, one for as long as the same person speaks. */
export function TranscriptText({ cues, hits, place }: TranscriptTextProps) {
  const hitsOf = groupHits(hits, place);
  return (
    <>
      {splitIntoTurns(cues).map(({ speaker, first, last }) => (
        <div key={first} class="turn">
          <p class="turn-head">
            {speaker && (
              <span class="turn-speaker" dir="auto">
                {speaker}
              </span>
            )}
            <TimeLink seconds={cues[first]?.startSeconds ?? 0} />
          </p>
          <p class="turn-words" dir="auto">
            {cues.slice(first, last + 1).map((cue, index) => (
              <span key={first + index} class="cue" data-cue={first + index} data-start={cue.startSeconds}>
                <CueText text={cue.text} hits={hitsOf.get(first + index) ?? []} />{' '}
              </span>
            ))}
          </p>
        </div>
      ))}
    </>
  );
}

const TimeLink = ({ seconds }: { readonly seconds: number }) => (
  <a class="turn-time numbers" href={formatTimeFragment(seconds)} data-start={seconds}>
    {formatClock(seconds)}
  </a>
);

interface PlacedHit extends Hit {
  readonly isCurrent: boolean;
}

function groupHits(hits: readonly Hit[], place: number): ReadonlyMap<number, readonly PlacedHit[]> {
  const groups = new Map<number, PlacedHit[]>();
  hits.forEach((hit, index) => {
    const group = groups.get(hit.cue) ?? [];
    group.push({ ...hit, isCurrent: index === place });
    groups.set(hit.cue, group);
  });
  return groups;
}

function CueText({ text, hits }: { readonly text: string; readonly hits: readonly PlacedHit[] }) {
  if (hits.length === 0) return <>{text}</>;
  return (
    <>
      {hits.map(({ start, end, isCurrent }, index) => (
        <>
          {text.slice(hits[index - 1]?.end ?? 0, start)}
          <mark data-current={isCurrent}>{text.slice(start, end)}</mark>
        </>
      ))}
      {text.slice(hits.at(-1)?.end)}
    </>
  );
}
