import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App, ServerDependencies } from '../app.ts';
import { rememberBriefly } from '../plugins/remember-briefly.ts';
import { authorizePlayback, type PlaybackRules } from './authorize-playback.ts';
import { registerObjectRoutes } from './object-routes.ts';
import { type PlaybackPath, parseHlsPath, parsePosterPath } from './playback-paths.ts';
import { findPlaybackAccess } from './playback-queries.ts';
import { requirePath, sendObject } from './send-object.ts';
import { sendPlaylist } from './send-playlist.ts';

/** A video that is made private, or published, is so for players after this long on every server. */
const ACCESS_TTL_MS = 2_000;
const ASSETS_REMEMBERED = 10_000;
/** A redirect to the CDN may be remembered for as long as the CDN may be wrong about the visibility. */
const REDIRECT_CACHE_CONTROL = 'public, max-age=60';

interface PlaybackRequest {
  Params: { assetId: string; '*': string };
}

/**
 * Media for players: `/hls/{assetId}/...` and `/posters/{assetId}/...`, signed ones with `~{token}/` after the asset.
 * Where `playback.cdnBaseUrl` is set, plain addresses of public media redirect to the object's key below it; private
 * media always come from here, because only here the token is checked.
 */
export function registerPlaybackRoutes(app: App, dependencies: ServerDependencies): void {
  const { config, database, objectStore } = dependencies;
  const findAccess = rememberBriefly((assetId: string) => findPlaybackAccess(database, assetId, new Date()), {
    ttlMs: ACCESS_TTL_MS,
    maxEntries: ASSETS_REMEMBERED,
  });
  const rules: PlaybackRules = { findAccess, secret: config.secret };
  const answer = async (path: PlaybackPath, request: FastifyRequest, reply: FastifyReply) => {
    const audience = await authorizePlayback(rules, path, new Date());
    const { cdnBaseUrl } = config.playback;
    if (cdnBaseUrl && audience === 'public') {
      return reply.header('cache-control', REDIRECT_CACHE_CONTROL).redirect(`${cdnBaseUrl}/${path.key}`, 302);
    }
    const send = path.key.endsWith('.m3u8') ? sendPlaylist : sendObject;
    return send(objectStore, path.key, request, reply, { audience });
  };
  // Players ask every few seconds, without credentials: the path says who may.
  const options = {
    config: { access: 'public', credentials: 'ignored', quiet: true },
    schema: { hide: true },
    exposeHeadRoute: false,
  } as const;
  const parsers = { '/hls/:assetId/*': parseHlsPath, '/posters/:assetId/*': parsePosterPath };
  for (const [url, parse] of Object.entries(parsers)) {
    const handler = (request: FastifyRequest<PlaybackRequest>, reply: FastifyReply) =>
      answer(requirePath(parse(request.params.assetId, request.params['*'])), request, reply);
    app.get<PlaybackRequest>(url, options, handler);
    app.head<PlaybackRequest>(url, options, handler);
  }
  registerObjectRoutes(app, dependencies);
}
