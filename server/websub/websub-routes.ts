/**
 * The hub that our feeds name (W3C WebSub, https://www.w3.org/TR/websub/): an app asks to be told of a feed's news, the
 * hub asks back whether it was the app, and from then on posts the feed to it whenever it changes.
 *
 *     POST /websub  hub.mode=subscribe&hub.topic=...&hub.callback=...   -> 202, or 4xx with a sentence
 *     GET  {callback}?hub.mode=subscribe&hub.topic=...&hub.challenge=...&hub.lease_seconds=...   by the worker
 *     POST {callback}  the feed, signed with the secret                                          by the worker
 *
 * The server only takes requests; transcoder/websub/ verifies and delivers.
 */
import { Type } from 'typebox';
import type { App, ServerDependencies } from '../app.ts';
import { acceptRequest } from './websub-service.ts';

const HUB = '/websub';
const FORM = 'application/x-www-form-urlencoded';
/** A topic, a callback and a secret, percent-encoded. */
const MAX_FORM_BYTES = 16 * 1024;
const REQUESTS = { max: 120, timeWindow: '1 minute' } as const;
const RETRY_SECONDS = '10';

const EXPLANATION = `This is a WebSub hub (https://www.w3.org/TR/websub/) for the podcasts of this site, and for nobody else's feeds.

To be told of a feed's news, POST here as application/x-www-form-urlencoded:

  hub.mode           subscribe or unsubscribe
  hub.topic          the feed's address, as in its link with rel="self"
  hub.callback       where the news shall be posted; it is asked for confirmation first. It lies on the public internet,
                     or in a network that whoever runs this instance allows in OUTBOUND_ALLOW
  hub.secret         optional, below 200 bytes: news then carry X-Hub-Signature: sha256=HMAC
  hub.lease_seconds  optional, 5 minutes to 30 days: how long to be told; 10 days if absent
`;

export function registerWebSubRoutes(app: App, dependencies: ServerDependencies): void {
  const open = { access: 'public', credentials: 'ignored' } as const;
  app.register(async (scope: App) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(FORM, { parseAs: 'string', bodyLimit: MAX_FORM_BYTES }, (_request, body, done) =>
      done(null, new URLSearchParams(String(body))),
    );
    scope.addHook('onSend', async (_request, reply) => {
      if (reply.statusCode === 429 && !reply.hasHeader('retry-after')) reply.header('retry-after', RETRY_SECONDS);
    });

    scope.get(HUB, { config: open, schema: { hide: true } }, async (_request, reply) =>
      reply.type('text/plain; charset=utf-8').send(EXPLANATION),
    );

    scope.post<{ Body: URLSearchParams }>(
      HUB,
      { config: { ...open, rateLimit: REQUESTS, reads: { bodies: { [FORM]: Type.String() } } }, schema: { hide: true } },
      async (request, reply) => {
        await acceptRequest(dependencies, request.body ?? new URLSearchParams());
        return reply.code(202).type('text/plain; charset=utf-8').send('The callback will be asked to confirm.\n');
      },
    );
  });
}
