import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerDependencies } from '../app.ts';
import { mayKnowShow } from './find-show.ts';
import { findRenamedShow } from './shows-queries.ts';

/**
 * For routes below `/api/shows/:slug` that read: a slug that the show had before is answered with 301 to today's. What
 * writes takes either. To those who may not know of the show it says nothing.
 */
export function followRenames({ database }: Pick<ServerDependencies, 'database'>) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const { slug } = request.params as { readonly slug: string };
    const show = await findRenamedShow(database, slug);
    if (!show || !mayKnowShow(show, request.caller)) return;
    return reply.redirect(request.url.replace(/^\/api\/shows\/[^/?]+/, `/api/shows/${show.slug}`), 301);
  };
}
