import type { FastifyRequest } from 'fastify';
import { AppError } from '../../core/errors.ts';
import type { App } from '../app.ts';

/** Lets the routes of this scope, and no others, take bodies of these types as bytes; all other types are refused (415). */
export function acceptRawBodies(scope: App, contentTypes: readonly string[], bodyLimit: number): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser([...contentTypes], { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body));
}

/** @throws AppError `bad_request` without a body */
export function rawBodyOf({ body }: FastifyRequest): Buffer {
  if (!Buffer.isBuffer(body) || body.length === 0) throw new AppError('bad_request', 'The body is empty.');
  return body;
}

/** The content type's name alone, in lower case. */
export function contentTypeOf({ headers }: FastifyRequest): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
