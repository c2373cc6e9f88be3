import type { TranscriptOfPage } from '../../server/pages/pages-schemas.ts';

interface TranscriptRestProps {
  readonly documents: TranscriptOfPage['documents'];
  readonly language: string;
  readonly onWish: () => void;
}

/** Follows the beginning of a long transcript. A link to the whole text, which does without scripts. */
export function TranscriptRest({ documents, language, onWish }: TranscriptRestProps) {
  const whole = documents.find((document) => document.language === language && document.format === 'HTML');
  const wish = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onWish();
  };
  return (
    <p class="turn">
      <a class="link" href={whole?.href} onClick={wish}>
        Read the whole transcript
      </a>
    </p>
  );
}
