import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { Config } from '../../core/config.ts';
import type { App, ServerDependencies } from '../app.ts';

/** What a page of another origin may read of our answers: tus, paging by ranges, limits, and the id for our logs. */
const EXPOSED_HEADERS = [
  ...['Location', 'ETag', 'Content-Range', 'Accept-Ranges', 'Retry-After', 'X-Request-Id'],
  ...['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'],
  ...['Tus-Resumable', 'Tus-Version', 'Tus-Extension', 'Tus-Max-Size', 'Tus-Checksum-Algorithm'],
  ...['Upload-Offset', 'Upload-Length', 'Upload-Metadata', 'Upload-Expires', 'Rostrum-Asset'],
];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const PREFLIGHT_SECONDS = 3600;

type Directives = Record<string, readonly string[]>;

/** The web app's Content-Security-Policy: everything from here, media and playlists from the CDN too. */
export function planContentSecurityPolicy(config: Config): Directives {
  const media = listMediaOrigins(config);
  return {
    'default-src': ["'self'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:', 'blob:', ...media],
    'font-src': ["'self'"],
    // hls.js feeds the player through a blob: address and parses segments in a worker made from one.
    'media-src': ["'self'", 'blob:', ...media],
    'worker-src': ["'self'", 'blob:'],
    'connect-src': ["'self'", ...media],
    'frame-ancestors': ["'self'"],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
  };
}

/** Where media come from beside us: the CDN, and the store that episodes' files are redirected to. */
function listMediaOrigins({ playback, podcasts, objectStore }: Config): string[] {
  const cdn = playback.cdnBaseUrl ? [new URL(playback.cdnBaseUrl).origin] : [];
  if (podcasts.delivery !== 'redirect' || objectStore.kind !== 's3') return cdn;
  const { endpoint, bucket, region, forcePathStyle } = objectStore;
  const { protocol, host } = new URL(endpoint ?? `https://s3.${region}.amazonaws.com`);
  return [...cdn, `${protocol}//${forcePathStyle ? host : `${bucket}.${host}`}`];
}

/** The policy as a header's value, for the few routes that answer with one of their own. */
export function renderContentSecurityPolicy(directives: Directives): string {
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}

/**
 * Response headers that tell browsers what our pages may do, and other origins' pages what they may ask us. The API and
 * the media are for anybody's page, but without cookies: `credentials` stays off.
 */
export async function registerSecurity(app: App, { config }: ServerDependencies): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: mutable(planContentSecurityPolicy(config)) },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    strictTransportSecurity: config.publicUrl.startsWith('https:'),
    // frame-ancestors says the same, and can make an exception for embedded players.
    xFrameOptions: false,
  });
  await app.register(cors, {
    origin: '*',
    credentials: false,
    methods: METHODS,
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: PREFLIGHT_SECONDS,
    strictPreflight: false,
  });
}

const mutable = (directives: Directives) => Object.fromEntries(Object.entries(directives).map(([name, sources]) => [name, [...sources]]));
