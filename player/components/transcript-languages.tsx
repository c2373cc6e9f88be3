import type { TranscriptOfPage } from '../../server/pages/pages-schemas.ts';
import { nameLanguage } from '../words/name-language.ts';

interface TranscriptLanguagesProps {
  readonly documents: TranscriptOfPage['documents'];
  readonly language: string;
  readonly onChoose: (language: string) => void;
}

/** The languages that the transcript is in. Each is a link to the whole text, which does without scripts. */
export function TranscriptLanguages({ documents, language, onChoose }: TranscriptLanguagesProps) {
  const pages = documents.filter(({ format }) => format === 'HTML');
  if (pages.length < 2) return null;
  const choose = (chosen: string) => (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onChoose(chosen);
  };
  return (
    <nav class="seasons transcript-languages" aria-label="Transcript languages">
      {pages.map((page) => (
        <a
          key={page.language}
          class="season"
          href={page.href}
          lang={page.language}
          hreflang={page.language}
          aria-current={page.language === language ? 'true' : undefined}
          onClick={choose(page.language)}
        >
          {nameLanguage(page.language)}
        </a>
      ))}
    </nav>
  );
}
