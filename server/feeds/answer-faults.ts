import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../core/errors.ts';
import type { App } from '../app.ts';
import { sendProblem, toAppError } from '../plugins/problem-details.ts';

const RETRY_AFTER_SECONDS = 5;

/**
 * Podcast apps are told to come again whatever went wrong on our side: 503 with Retry-After, as problem+json. Some
 * forget a feed that answers 500 or a page of HTML.
 * @param headers what every error answer of this scope carries as well
 */
export function answerFaults(scope: App, headers: Readonly<Record<string, string>> = {}): void {
  scope.setErrorHandler((error, request, reply) => {
    reply.headers(headers);
    sendFault(error, request, reply);
  });
}

function sendFault(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const fault = toAppError(error);
  const isOurs = fault.kind.status >= 500;
  if (isOurs) reply.header('retry-after', String(RETRY_AFTER_SECONDS));
  sendProblem(isOurs ? new AppError('unavailable', undefined, { cause: error }) : error, request, reply);
}
