import type { FastifyRequest } from 'fastify';
import { AppError } from '../../core/errors.ts';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Guards the cookie against other sites' pages: a browser says with every unsafe request where it comes from, in
 * Sec-Fetch-Site (W3C Fetch Metadata) or, in older ones, in Origin. Silence is refused too.
 */
export function assertOwnOrigin(request: FastifyRequest, publicUrl: string): void {
  if (SAFE_METHODS.has(request.method)) return;
  const site = request.headers['sec-fetch-site'];
  if (site === 'same-origin') return;
  const { origin } = request.headers;
  const own = [new URL(publicUrl).origin, `${request.protocol}://${request.host}`];
  if (site === undefined && origin !== undefined && own.includes(origin)) return;
  throw new AppError('forbidden', "A session's request must come from a page of this site.");
}
