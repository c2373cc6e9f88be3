import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../core/errors.ts';
import { findCaller } from '../accounts/find-caller.ts';
import { clearSessionCookie, SESSION_COOKIE } from '../accounts/session-cookie.ts';
import type { App, Caller, ServerDependencies } from '../app.ts';
import { assertAccess } from './access-rules.ts';
import { assertOwnOrigin } from './own-origin.ts';
import { rememberBriefly } from './remember-briefly.ts';

/** A revoked token or disabled account works on for no longer than this, on every server. */
const CALLER_TTL_MS = 1000;
const CALLERS_REMEMBERED = 10_000;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `ignored`: the route never asks who calls (probes, static files), so no token is looked up for it. */
    credentials?: 'ignored';
  }
}

/**
 * Finds out who calls, by `Authorization: Bearer` or by the web page's cookie, and holds each route to its `access`.
 * A wrong bearer token is refused even where none is needed, so that a client learns of it at once. A stale cookie is
 * not: browsers send it unasked, and the page that offers to sign in must still open. It is removed instead.
 */
export function registerAuthentication(app: App, { database, config }: ServerDependencies): void {
  const find = rememberBriefly((token: string) => findCaller(database, token, new Date()), {
    ttlMs: CALLER_TTL_MS,
    maxEntries: CALLERS_REMEMBERED,
  });
  app.decorateRequest('caller', null);
  app.addHook('onRequest', async (request, reply) => {
    const { access = 'public', credentials } = request.routeOptions.config;
    if (credentials === 'ignored') return;
    request.caller = await identify(request, reply, find);
    assertAccess(access, request.caller);
    if (request.caller?.kind === 'SESSION') assertOwnOrigin(request, config.publicUrl);
  });
}

type FindCaller = (token: string) => Promise<Caller | null>;

async function identify(request: FastifyRequest, reply: FastifyReply, find: FindCaller): Promise<Caller | null> {
  const bearer = readBearer(request.headers.authorization);
  if (bearer !== null) {
    const caller = await find(bearer);
    if (caller?.kind !== 'API') throw new AppError('unauthenticated', 'This token is unknown, expired or revoked.');
    return caller;
  }
  const cookie = request.cookies[SESSION_COOKIE];
  if (!cookie) return null;
  const caller = await find(cookie);
  if (caller?.kind === 'SESSION') return caller;
  clearSessionCookie(reply);
  return null;
}

/** The token of `Authorization: Bearer` (RFC 6750, 2.1), or null where the header is absent. */
function readBearer(header: string | undefined): string | null {
  if (header === undefined) return null;
  const token = /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i.exec(header)?.[1];
  if (!token) throw new AppError('unauthenticated', 'The Authorization header must read "Bearer" and a token.');
  return token;
}
