import type { FastifyRequest } from 'fastify';
import type { App } from '../app.ts';

/** Secrets that travel in an address: a playback link's token in the path, and a token among the query's fields. */
const SECRETS_IN_URLS: readonly [RegExp, string][] = [
  [/\/~[^/?#]+/g, '/~[redacted]'],
  // A private feed's token, as part of its own name or of its media's path.
  [/^\/feeds\/[^/?#.]+/, '/feeds/[redacted]'],
  [/([?&](?:token|signature|x-amz-[a-z-]+)=)[^&#]*/gi, '$1[redacted]'],
];

/** The address as our logs may show it. */
export function redactUrl(url: string): string {
  return SECRETS_IN_URLS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), url);
}

/** How Fastify writes a request into a log line: no headers, no secrets. */
export function describeRequest(request: FastifyRequest): object {
  return { method: request.method, url: redactUrl(request.url), remoteAddress: request.ip };
}

/** One line a request, when its response is over. Probes ask every few seconds, so theirs only show at debug level. */
export function registerRequestLogging(app: App): void {
  app.addHook('onResponse', async (request, reply) => {
    const level = request.routeOptions.config.quiet ? 'debug' : 'info';
    request.log[level](
      { req: request, statusCode: reply.statusCode, elapsedMs: Math.round(reply.elapsedTime), accountId: request.caller?.accountId },
      'answered',
    );
  });
  app.addHook('onRequestAbort', async (request) => {
    request.log.info({ req: request }, 'the caller went away');
  });
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Asked so often that its log lines only show at debug level. */
    quiet?: boolean;
  }
}
