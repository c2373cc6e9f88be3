import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { TranscriptOfPage } from '../../server/pages/pages-schemas.ts';
import { useHydrated } from '../hydration.ts';
import { readTranscript } from '../listening/read-transcript.ts';
import { searchCues } from '../listening/search-cues.ts';
import { playFrom } from '../listening/seek.ts';
import type { Cue } from '../listening/track.ts';
import { useFollowing } from '../listening/use-following.ts';
import { useCurrentIndex } from '../listening/use-position.ts';
import { TranscriptLanguages } from './transcript-languages.tsx';
import { TranscriptRest } from './transcript-rest.tsx';
import { TranscriptSearch } from './transcript-search.tsx';
import { TranscriptText } from './transcript-text.tsx';

interface TranscriptProps {
  readonly transcript: TranscriptOfPage;
  /** What plays: a press leads it to the sentence. */
  readonly medium: HTMLMediaElement | null;
}

/** A minute or two. */
const CUES_AHEAD = 30;

/** What is said: it follows the sound, a press on a sentence plays from there, and words can be searched. */
export function Transcript({ transcript: { documents, ...first }, medium }: TranscriptProps) {
  const { shown, isLoading, hasFailed, choose } = useLanguage(first, documents);
  const { cues, language, isWhole } = shown;
  const box = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState('');
  const [place, setPlace] = useState(0);
  const hits = useMemo(() => searchCues(cues, query), [cues, query]);
  const current = useCurrentIndex(medium, cues);
  const { isFollowing, follow } = useFollowing(box, current, hits.length > 0 ? (hits[place]?.cue ?? -1) : -1);
  // The rest of a long one comes when it is searched, or when what plays gets there.
  const isRestWanted = !isWhole && (query.trim() !== '' || current >= cues.length - CUES_AHEAD);
  useEffect(() => {
    if (isRestWanted) choose(language);
  }, [isRestWanted]);
  const search = (next: string) => {
    setQuery(next);
    setPlace(0);
  };
  const chooseLanguage = (next: string) => {
    setPlace(0);
    choose(next);
  };
  const play = (event: MouseEvent) => {
    const start = startOf(event.target);
    if (!medium || start === null || isSelecting(box.current)) return;
    event.preventDefault();
    playFrom(medium, start);
    follow();
  };
  // Made anew for another search only, not for every sentence that is spoken.
  const text = useMemo(() => <TranscriptText cues={cues} hits={hits} place={place} />, [cues, hits, place]);
  return (
    <section class="transcript" aria-labelledby="transcript">
      <div class="transcript-head">
        <h2 id="transcript" class="part-title">
          Transcript
        </h2>
        {useHydrated() && <TranscriptSearch query={query} hits={hits.length} place={place} onQuery={search} onPlace={setPlace} />}
      </div>
      <TranscriptLanguages documents={documents} language={language} onChoose={chooseLanguage} />
      {hasFailed && <p role="alert">The transcript does not come through. Try again in a moment.</p>}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the times are links, which do the same by keyboard. */}
      <section
        ref={box}
        class="transcript-box"
        aria-label="What is said"
        aria-busy={isLoading}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
        tabIndex={0}
        lang={language}
        data-follows={current >= 0}
        onClick={play}
      >
        {text}
        {!isWhole && <TranscriptRest documents={documents} language={language} onWish={() => choose(language)} />}
      </section>
      <div class="transcript-foot">
        {!isFollowing && (
          <button type="button" class="button button-quiet" onClick={follow}>
            Follow along
          </button>
        )}
        <Documents documents={documents.filter((document) => document.language === language)} />
      </div>
    </section>
  );
}

/** Where the sentence begins that was pressed; links to elsewhere have no such place. */
function startOf(target: EventTarget | null): number | null {
  const start = target instanceof Element ? target.closest<HTMLElement>('[data-start]')?.dataset['start'] : undefined;
  return start === undefined ? null : Number(start);
}

/** Who marks words in it wants to copy them. */
function isSelecting(box: HTMLElement | null): boolean {
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && box?.contains(selection.anchorNode) === true;
}

type Shown = Pick<TranscriptOfPage, 'language' | 'isWhole'> & { readonly cues: readonly Cue[] };

/** The page comes with one language, or its beginning; the others, and the rest, are fetched when they are asked for. */
function useLanguage(first: Shown, documents: TranscriptOfPage['documents']) {
  const [shown, setShown] = useState<Shown>(first);
  const [wanted, setWanted] = useState<string | null>(null);
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    if (wanted === null) return;
    const leaving = new AbortController();
    const href = documents.find(({ language, format }) => language === wanted && format === 'JSON')?.href ?? '';
    const load = async () => (wanted === first.language && first.isWhole ? first.cues : readTranscript(href, leaving.signal));
    load()
      .then((cues) => !leaving.signal.aborted && setShown({ language: wanted, cues, isWhole: true }))
      .catch(() => !leaving.signal.aborted && setFailed(true))
      .finally(() => !leaving.signal.aborted && setWanted(null));
    return () => leaving.abort();
  }, [wanted]);
  const choose = (language: string) => {
    setFailed(false);
    setWanted(language);
  };
  return { shown, isLoading: wanted !== null, hasFailed, choose };
}

/** The text as files, in the language that is shown. */
function Documents({ documents }: Pick<TranscriptOfPage, 'documents'>) {
  return (
    <ul class="documents">
      {documents.map(({ format, href }) => (
        <li key={href}>
          <a class="link" href={href}>
            {format}
          </a>
        </li>
      ))}
    </ul>
  );
}
