import cookie from '@fastify/cookie';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { type FastifyBaseLogger, fastify, LogController } from 'fastify';
import { registerAccountsRoutes } from './accounts/accounts-routes.ts';
import type { App, ServerDependencies } from './app.ts';
import { registerAssetsRoutes } from './assets/assets-routes.ts';
import { registerChannelsRoutes } from './catalog/channels-routes.ts';
import { registerVideosRoutes } from './catalog/videos-routes.ts';
import { registerDownloads } from './downloads/register-downloads.ts';
import { registerFeeds } from './feeds/register-feeds.ts';
import { registerImportsRoutes } from './imports/imports-routes.ts';
import { registerPagesRoutes } from './pages/pages-routes.ts';
import { registerPlaybackRoutes } from './playback/playback-routes.ts';
import { registerAccessRules } from './plugins/access-rules.ts';
import { registerApiDocs } from './plugins/api-docs.ts';
import { registerAuthentication } from './plugins/authentication.ts';
import { registerGracefulStop } from './plugins/graceful-stop.ts';
import { registerHealth } from './plugins/health.ts';
import { registerOpenapi } from './plugins/openapi.ts';
import { registerProblemDetails, sendProblem } from './plugins/problem-details.ts';
import { registerRateLimits } from './plugins/rate-limits.ts';
import { readRequestId, registerRequestIds } from './plugins/request-ids.ts';
import { describeRequest, registerRequestLogging } from './plugins/request-logging.ts';
import { registerRequestValidation } from './plugins/request-validation.ts';
import { registerSecurity } from './plugins/security.ts';
import { registerWebApp, showMissingPage } from './plugins/web-app.ts';
import { registerPodcastRoutes } from './podcasts/podcasts-routes.ts';
import { registerUploadRoutes } from './uploads/uploads-routes.ts';
import { registerWebSubRoutes } from './websub/websub-routes.ts';

/** JSON bodies are small; uploads have a content type and a limit of their own. */
const MAX_BODY_BYTES = 256 * 1024;
/** Playback links carry a signed token as one part of the path. */
const MAX_PARAM_LENGTH = 1024;

/** Builds the server out of its capabilities. It listens to nothing yet: main.ts and tests do that. */
export async function buildServer(dependencies: ServerDependencies): Promise<App> {
  const app = createApp(dependencies);
  await registerPlugins(app, dependencies);
  registerAccountsRoutes(app, dependencies);
  registerUploadRoutes(app, dependencies);
  registerAssetsRoutes(app, dependencies);
  registerVideosRoutes(app, dependencies);
  registerChannelsRoutes(app, dependencies);
  // Before the routes whose answers it counts.
  await registerDownloads(app, dependencies);
  registerPlaybackRoutes(app, dependencies);
  registerFeeds(app, dependencies);
  registerPodcastRoutes(app, dependencies);
  registerImportsRoutes(app, dependencies);
  registerWebSubRoutes(app, dependencies);
  registerPagesRoutes(app, dependencies);
  registerHealth(app, dependencies);
  await registerApiDocs(app, dependencies);
  await registerWebApp(app);
  return app;
}

/** What all capabilities share. The order is the order in which a request meets them. */
async function registerPlugins(app: App, dependencies: ServerDependencies): Promise<void> {
  registerAccessRules(app);
  registerRequestIds(app);
  registerRequestLogging(app);
  registerGracefulStop(app);
  registerRequestValidation(app);
  await registerSecurity(app, dependencies);
  await app.register(cookie);
  registerAuthentication(app, dependencies);
  await registerRateLimits(app, dependencies);
  await registerOpenapi(app, dependencies);
  registerProblemDetails(app, showMissingPage);
}

function createApp({ config, logger }: ServerDependencies): App {
  return fastify({
    loggerInstance: logger.child({}, { serializers: { req: describeRequest } }) as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: readRequestId,
    // Addresses that cannot be decoded never reach a route or its error handler.
    frameworkErrors: sendProblem,
    trustProxy: config.trustProxy,
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    // While the server stops, requests on open connections are still answered, not refused.
    return503OnClosing: false,
  }).withTypeProvider<TypeBoxTypeProvider>();
}
