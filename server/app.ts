import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { TObject, TSchema } from 'typebox';
import type { Config } from '../core/config.ts';
import type { Database } from '../core/database.ts';
import { AppError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { ObjectStore } from '../core/object-storage/object-store.ts';
import type { PodcastJobs } from '../core/queues/podcast-jobs.ts';
import type { TranscodeQueue } from '../core/queues/transcode-queue.ts';
import type { Redis } from '../core/redis.ts';

/** Our Fastify instance: TypeBox schemas type the handlers. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression<RawServerDefault>,
  RawReplyDefaultExpression<RawServerDefault>,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** What capabilities are made of; main.ts opens it, tests open their own. */
export interface ServerDependencies {
  readonly config: Config;
  readonly database: Database;
  readonly redis: Redis;
  /** A connection that does nothing but listen. */
  readonly subscriber: Redis;
  readonly objectStore: ObjectStore;
  readonly transcodeQueue: TranscodeQueue;
  readonly jobs: PodcastJobs;
  readonly logger: Logger;
}

/**
 * Who may call a route; every route states it in its `config`, and one that does not keeps the server from starting.
 * `public` also runs the route for strangers (request.caller is null); the others need a token or session whose
 * scope includes it (ADMIN includes WRITE includes READ), and `admin` an account with the role ADMIN as well.
 */
export type Access = 'public' | 'read' | 'write' | 'admin';

export interface Caller {
  readonly accountId: string;
  readonly role: 'VIEWER' | 'CREATOR' | 'MODERATOR' | 'ADMIN';
  readonly scope: 'READ' | 'WRITE' | 'ADMIN';
  readonly tokenId: string;
  /** A bearer token, or the web page's cookie. */
  readonly kind: 'API' | 'SESSION';
}

/**
 * What a route reads by itself, as it comes: Fastify neither parses nor validates it. The API's description tells it
 * (plugins/openapi.ts), and a refused content type (415) names those of `bodies`.
 */
export interface OwnReading {
  /** What the body may be, by content type. */
  readonly bodies?: Readonly<Record<string, TSchema>>;
  readonly isBodyOptional?: boolean;
  readonly headers?: TObject;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    reads?: OwnReading;
  }
  interface FastifyRequest {
    caller: Caller | null;
  }
}

/** The caller of a route whose access is not `public`. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new AppError('unauthenticated');
  return request.caller;
}

/** Whether the caller may act on what others own: an administrator with a token of full scope. */
export function isAdministrator(caller: Caller | null): boolean {
  return caller?.role === 'ADMIN' && caller.scope === 'ADMIN';
}

/** Throws `forbidden` for accounts that only watch. */
export function assertCreator(caller: Caller): void {
  if (caller.role === 'VIEWER') throw new AppError('forbidden', 'Only creators may publish; this account only watches.');
}
