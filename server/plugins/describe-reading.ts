import type { TObject } from 'typebox';
import type { OwnReading } from '../app.ts';
import { mapObjects } from './name-schemas.ts';

/** @fastify/swagger calls every body required; so ours travel through it as an extension, and take their place at the end. */
const BODY = 'x-rostrum-body';

/** The part of a route's schema that tells what the route reads by itself. It describes only: Fastify never sees it. */
export function describeReading({ bodies, isBodyOptional = false, headers }: OwnReading): { headers?: TObject; [BODY]?: object } {
  const content = Object.fromEntries(Object.entries(bodies ?? {}).map(([contentType, schema]) => [contentType, { schema }]));
  return {
    ...(headers ? { headers } : {}),
    ...(bodies ? { [BODY]: { required: !isBodyOptional, content } } : {}),
  };
}

/** A copy of the document in which each of those bodies is its operation's. */
export function placeBodies<T extends object>(document: T): T {
  return mapObjects(document, ({ [BODY]: requestBody, ...rest }) => (requestBody ? { ...rest, requestBody } : rest)) as T;
}
