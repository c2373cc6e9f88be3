import { existsSync } from 'node:fs';
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../app.ts';

/** Where `npm run build` puts the web player. */
const DEFAULT_FOLDER = join(import.meta.dirname, '..', '..', 'dist', 'player');

/** Addresses that the page itself routes; it finds out what is there by asking the API. */
const PAGES = ['/', '/watch/*', '/podcasts/:slug/health', '/upload', '/sign-in', '/channels/*', '/studio', '/studio/*', '/search'];
const CONFIG = { access: 'public', credentials: 'ignored', quiet: true } as const;

/**
 * Hands out the web app: its page at every address of PAGES (asked for anew each time, so that a release shows at
 * once), and its files, whose hashed names never change their content.
 */
export async function registerWebApp(app: App, folder = DEFAULT_FOLDER): Promise<void> {
  // Gives replies `sendFile`, without routes of its own: those below see files that a build writes later, too.
  await app.register(staticFiles, { root: folder, serve: false, cacheControl: false });
  const schema = { hide: true };

  for (const url of PAGES) app.get(url, { config: CONFIG, schema }, async (_request, reply) => sendPage(reply, folder));
  app.get<{ Params: { '*': string } }>('/assets/*', { config: CONFIG, schema }, async (request, reply) =>
    reply.header('cache-control', 'public, max-age=31536000, immutable').sendFile(`assets/${request.params['*']}`),
  );
  // Browsers ask for this name unbidden where no page names an icon: at JSON, and at the API's documentation.
  app.get('/favicon.ico', { config: CONFIG, schema }, async (_request, reply) =>
    reply.header('cache-control', 'public, max-age=3600').sendFile('favicon.svg'),
  );
  // Files beside the page that have no hash: the icon, the manifest, robots.txt.
  app.get<{ Params: { file: string } }>('/:file(^[\\w-]+\\.[a-z0-9]+$)', { config: CONFIG, schema }, async (request, reply) =>
    reply.header('cache-control', 'public, max-age=3600').sendFile(request.params.file),
  );
}

/** Addresses that are not the page's: a browser that asks for one of these wants the API's own answer. */
const NOT_PAGES = /^\/(api|hls|posters|objects|assets|problems)\//;

/** Shows the page, which says that there is nothing here, to a browser that was led to a wrong address. */
export function showMissingPage({ method, url, headers }: FastifyRequest, reply: FastifyReply): FastifyReply | null {
  const isVisit = method === 'GET' && headers.accept?.includes('text/html') && !NOT_PAGES.test(url);
  return isVisit && existsSync(join(DEFAULT_FOLDER, 'index.html')) ? sendPage(reply.code(404), DEFAULT_FOLDER) : null;
}

function sendPage(reply: FastifyReply, folder: string): FastifyReply {
  reply.header('cache-control', 'no-cache');
  if (existsSync(join(folder, 'index.html'))) return reply.sendFile('index.html');
  return reply.code(503).type('text/plain; charset=utf-8').send('The web player is not built yet. Build it with `npm run build`.\n');
}
