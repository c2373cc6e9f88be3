import { ChevronDown, ChevronUp } from 'lucide-preact';
import { Icon } from './icon.tsx';

interface TranscriptSearchProps {
  readonly query: string;
  readonly hits: number;
  readonly place: number;
  readonly onQuery: (query: string) => void;
  readonly onPlace: (place: number) => void;
}

/** Finds words in the transcript: how often they are there, and the way from one to the next. */
export function TranscriptSearch({ query, hits, place, onQuery, onPlace }: TranscriptSearchProps) {
  const move = (step: number) => hits > 0 && onPlace((place + step + hits) % hits);
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    move(event.shiftKey ? -1 : 1);
  };
  const isAsking = query.trim().length > 1;
  return (
    <search class="transcript-search">
      <input
        class="input"
        type="search"
        placeholder="Search"
        aria-label="Search the transcript"
        value={query}
        onInput={(event) => onQuery(event.currentTarget.value)}
        onKeyDown={press}
      />
      <span class="quiet numbers transcript-count" role="status">
        {isAsking && (hits === 0 ? 'None' : `${place + 1} of ${hits}`)}
      </span>
      {hits > 0 && (
        <>
          <button type="button" class="icon-button" aria-label="Previous hit" onClick={() => move(-1)}>
            <Icon of={ChevronUp} />
          </button>
          <button type="button" class="icon-button" aria-label="Next hit" onClick={() => move(1)}>
            <Icon of={ChevronDown} />
          </button>
        </>
      )}
    </search>
  );
}
