interface RenderedNotesProps {
  /** Made safe by the server (core/podcasts/render-notes.ts); nothing else may come here. */
  readonly html: string;
  readonly language: string;
  readonly class?: string;
}

/** What people wrote about a show or an episode, with its paragraphs and links. */
export function RenderedNotes({ html, language, class: name = '' }: RenderedNotesProps) {
  if (!html) return null;
  return <div class={`prose notes ${name}`} lang={language} dir="auto" dangerouslySetInnerHTML={{ __html: html }} />;
}
