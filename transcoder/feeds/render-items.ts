import { createHash } from 'node:crypto';
import type { ItemContext } from './enclosures.ts';
import type { RememberedEpisode } from './feed-memory.ts';
import type { FeedDocument, FeedSettings, FeedShow } from './feed-model.ts';
import { renderItem } from './render-item.ts';

/** Renders a document's items one after another; what was rendered for the same show and settings is taken from memory. */
export function renderItems(
  show: FeedShow,
  document: FeedDocument,
  settings: FeedSettings,
  memory: ReadonlyMap<string, RememberedEpisode>,
): string {
  const context: ItemContext = { show, flavour: document.flavour, settings };
  const purpose = identifyContext(context);
  const items = document.episodes.map((episode) => {
    const rendered = memory.get(episode.id)?.rendered;
    const item = rendered?.get(purpose) ?? renderItem(context, episode);
    forgetOthers(rendered, purpose, item, document.flavour);
    return item;
  });
  return items.length === 0 ? '' : `\n${items.join('\n')}`;
}

/** Another title of the show leaves nothing of the former one behind; other flavours stay. */
function forgetOthers(rendered: Map<string, string> | undefined, purpose: string, item: string, flavour: string): void {
  if (!rendered || rendered.has(purpose)) return;
  for (const other of rendered.keys()) if (other.startsWith(`${flavour} `)) rendered.delete(other);
  rendered.set(purpose, item);
}

/** Whatever of the show an item may say. */
function identifyContext({ show, flavour, settings }: ItemContext): string {
  const { id, slug, guid, mode, explicit, visibility, details } = show;
  const said = JSON.stringify([id, slug, guid, mode, explicit, visibility, details.persons, settings]);
  return `${flavour} ${createHash('sha256').update(said).digest('hex')}`;
}
