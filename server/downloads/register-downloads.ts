import type { App, ServerDependencies } from '../app.ts';
import { startDayClosing } from './close-days.ts';
import { registerSegmentCounting } from './count-segments.ts';
import { registerDownloadsRoutes } from './downloads-routes.ts';
import { openDeliveryRecorder } from './record-delivery.ts';
import { openScreeningRules } from './screen-request.ts';

/**
 * Counts downloads by IAB v2.3: gives the routes that deliver media a recorder (`app.deliveries`), listens to HLS, closes
 * old days, and answers what was counted. Call it before the routes of feeds and playback are registered.
 */
export async function registerDownloads(app: App, dependencies: ServerDependencies): Promise<void> {
  const { config, database, logger } = dependencies;
  const recorder = openDeliveryRecorder({ database, logger, rules: await openScreeningRules(config, logger) });
  const segmentsCounted = registerSegmentCounting(app, dependencies, recorder);
  const stopClosing = startDayClosing(dependencies);
  app.decorate('deliveries', recorder);
  app.addHook('onClose', async () => {
    await segmentsCounted();
    await recorder[Symbol.asyncDispose]();
    await stopClosing();
  });
  registerDownloadsRoutes(app, dependencies);
}
