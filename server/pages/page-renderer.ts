import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PageData } from './pages-schemas.ts';
import { escapeJson, type HeadContext, renderHead } from './render-head.ts';

/** What `npm run build` makes of player/: the page as the browser gets it, and the module that renders into it. */
export interface BuiltPlayer {
  readonly templatePath: string;
  readonly modulePath: string;
}

const DIST = join(import.meta.dirname, '..', '..', 'dist');
const BUILT_PLAYER: BuiltPlayer = {
  templatePath: join(DIST, 'player', 'index.html'),
  modulePath: join(DIST, 'pages', 'render-page.js'),
};

/** The module's one function; player/render-page.tsx. */
interface PageModule {
  readonly renderPage: (page: PageData) => string;
}

export interface RenderedPage {
  readonly html: string;
  /** Of the whole page, so that it changes with its content and with every release. */
  readonly etag: string;
}

/**
 * Puts a page's words into the built player's own page: its head, its HTML, and its data, from which the browser takes
 * over. Where the module that renders is missing the browser makes the page alone.
 */
export function createPageRenderer(
  context: HeadContext,
  built: BuiltPlayer = BUILT_PLAYER,
): (page: PageData) => Promise<RenderedPage | null> {
  return async (page) => {
    const template = await readFile(built.templatePath, 'utf8').catch(() => null);
    if (template === null) return null;
    const renderer = await importRenderer(built.modulePath);
    const html = fillTemplate(template, { head: renderHead(context, page), root: renderer?.renderPage(page) ?? '', data: page });
    return { html, etag: `"${createHash('sha256').update(html).digest('base64url').slice(0, 27)}"` };
  };
}

/** Its time stands in the address, so that a server that runs on takes up what was built anew. */
async function importRenderer(path: string): Promise<PageModule | null> {
  const found = await stat(path).catch(() => null);
  return found && ((await import(`${pathToFileURL(path).href}?${found.mtimeMs}`)) as PageModule);
}

interface Filling {
  readonly head: string;
  readonly root: string;
  readonly data: PageData;
}

const HEAD_PLACE = /<title>.*?<\/title>\s*<meta name="description"[^>]*>/s;
const ROOT_PLACE = /<div id="app"><\/div>\s*<noscript>.*?<\/noscript>/s;

/** Functions as replacements: `$&` in a title must stay what it is. */
export function fillTemplate(template: string, { head, root, data }: Filling): string {
  return template
    .replace(HEAD_PLACE, () => head)
    .replace(
      ROOT_PLACE,
      () => `<div id="app">${root}</div>\n    <script type="application/json" id="page-data">${escapeJson(data)}</script>`,
    );
}
