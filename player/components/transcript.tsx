import { useMemo, useRef, useState } from 'preact/hooks';
import type { TranscriptOfPage } from '../../server/pages/pages-schemas.ts';
import { useHydrated } from '../hydration.ts';
import { searchCues } from '../listening/search-cues.ts';
import { playFrom } from '../listening/seek.ts';
import { useFollowing } from '../listening/use-following.ts';
import { useCurrentIndex } from '../listening/use-position.ts';
import { TranscriptSearch } from './transcript-search.tsx';
import { TranscriptText } from './transcript-text.tsx';

interface TranscriptProps {
  readonly transcript: TranscriptOfPage;
  readonly audio: HTMLAudioElement | null;
}

/** What is said: it follows the sound, a press on a sentence plays from there, and words can be searched. */
export function Transcript({ transcript, audio }: TranscriptProps) {
  const { cues, language } = transcript;
  const box = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState('');
  const [place, setPlace] = useState(0);
  const hits = useMemo(() => searchCues(cues, query), [cues, query]);
  const current = useCurrentIndex(audio, cues);
  const { isFollowing, follow } = useFollowing(box, current, hits.length > 0 ? (hits[place]?.cue ?? -1) : -1);
  const search = (next: string) => {
    setQuery(next);
    setPlace(0);
  };
  const play = (event: MouseEvent) => {
    const start = startOf(event.target);
    if (!audio || start === null || isSelecting()) return;
    event.preventDefault();
    playFrom(audio, start);
    follow();
  };
  // Made anew for another search only, not for every sentence that is spoken.
  const text = useMemo(() => <TranscriptText transcript={transcript} hits={hits} place={place} />, [transcript, hits, place]);
  return (
    <section class="transcript" aria-labelledby="transcript">
      <div class="transcript-head">
        <h2 id="transcript" class="part-title">
          Transcript
        </h2>
        {useHydrated() && <TranscriptSearch query={query} hits={hits.length} place={place} onQuery={search} onPlace={setPlace} />}
      </div>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the times are links, which do the same by keyboard. */}
      <section
        ref={box}
        class="transcript-box"
        aria-label="Transcript"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
        tabIndex={0}
        lang={language}
        data-follows={current >= 0}
        onClick={play}
      >
        {text}
      </section>
      <div class="transcript-foot">
        {!isFollowing && (
          <button type="button" class="button button-quiet" onClick={follow}>
            Follow along
          </button>
        )}
        <Documents documents={transcript.documents} />
      </div>
    </section>
  );
}

/** Where the sentence begins that was pressed; links to elsewhere have no such place. */
function startOf(target: EventTarget | null): number | null {
  const start = target instanceof Element ? target.closest<HTMLElement>('[data-start]')?.dataset['start'] : undefined;
  return start === undefined ? null : Number(start);
}

const isSelecting = () => (getSelection()?.toString() ?? '') !== '';

function Documents({ documents }: Pick<TranscriptOfPage, 'documents'>) {
  const languages = [...new Set(documents.map(({ language }) => language))];
  return (
    <ul class="documents">
      {documents.map(({ language, format, href }) => (
        <li key={href}>
          <a class="link" href={href}>
            {languages.length > 1 ? `${format} (${language})` : format}
          </a>
        </li>
      ))}
    </ul>
  );
}
