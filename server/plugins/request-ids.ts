import type { IncomingMessage } from 'node:http';
import { createId } from '../../core/identifiers.ts';
import type { App } from '../app.ts';

const SANE_REQUEST_ID = /^[A-Za-z0-9._-]{8,100}$/;

/** Takes the caller's X-Request-Id where it has a sane shape (it lands in our logs), else makes one. */
export function readRequestId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && SANE_REQUEST_ID.test(given) ? given : createId();
}

/** Tells every caller the id under which the request stands in our logs. */
export function registerRequestIds(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
}
