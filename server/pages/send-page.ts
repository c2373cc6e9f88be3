import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../core/errors.ts';
import type { RenderedPage } from './page-renderer.ts';
import type { MissingPage, PageData } from './pages-schemas.ts';

/** Caches may show a page for a moment, and while they fetch the next one. */
const CACHE_CONTROL = 'public, max-age=5, stale-while-revalidate=60';

export type RenderPage = (page: PageData) => Promise<RenderedPage | null>;

/** A page and what was made of it. */
export interface MadePage {
  readonly page: PageData;
  readonly rendered: RenderedPage;
}

/** Null as long as the web player is not built. */
export async function makePage(page: PageData, render: RenderPage): Promise<MadePage | null> {
  const rendered = await render(page);
  return rendered && { page, rendered };
}

/** Makes a page; an address that leads nowhere, or not any more, gets one that says so. Other faults stay faults. */
export async function makeOrMiss(path: string, render: RenderPage, make: () => Promise<MadePage | null>): Promise<MadePage | null> {
  try {
    return await make();
  } catch (error) {
    const status = error instanceof AppError ? error.kind.status : 500;
    if (status !== 404 && status !== 410) throw error;
    return makePage({ kind: 'missing', path, status } satisfies MissingPage, render);
  }
}

/** Answers with a page: 200, 304, or its own 404 and 410. */
export function sendPage(made: MadePage | null, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!made) {
    return reply.code(503).type('text/plain; charset=utf-8').send('The web player is not built yet. Build it with `npm run build`.\n');
  }
  const { page, rendered } = made;
  if (page.kind === 'missing') return reply.code(page.status).header('cache-control', 'no-cache').type(HTML).send(rendered.html);
  reply.header('etag', rendered.etag).header('cache-control', CACHE_CONTROL);
  if (isKnown(request.headers['if-none-match'], rendered.etag)) return reply.code(304).send();
  return reply.type(HTML).send(rendered.html);
}

const HTML = 'text/html; charset=utf-8';

/** RFC 9110 13.1.2: weak comparison. */
function isKnown(field: string | undefined, etag: string): boolean {
  return field !== undefined && (field.trim() === '*' || field.split(',').some((item) => item.trim().replace(/^W\//, '') === etag));
}
