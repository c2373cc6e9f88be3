import type { FastifyReply } from 'fastify';

export const SESSION_COOKIE = 'rostrum_session';
export const SESSION_DAYS = 30;

/** Hands the web page its session: not readable by scripts, not sent along from other sites' forms. */
export function setSessionCookie(reply: FastifyReply, token: string, publicUrl: string): void {
  reply.setCookie(SESSION_COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: publicUrl.startsWith('https:'),
    maxAge: SESSION_DAYS * 24 * 3600,
  });
}

export function clearSessionCookie(reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, { path: '/' });
}
