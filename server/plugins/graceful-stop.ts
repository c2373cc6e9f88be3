import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../app.ts';
import { withinTime } from '../within-time.ts';

/** How often connections that became idle are closed while the last requests end. */
const SWEEP_MS = 100;

declare module 'fastify' {
  interface FastifyInstance {
    /** Aborted as soon as the server begins to stop: readiness says so, and endless streams end. */
    stopping: AbortSignal;
    beginStop: () => void;
  }
}

/** Lets the server's parts learn that it is about to stop. */
export function registerGracefulStop(app: App): void {
  const controller = new AbortController();
  app.decorate('stopping', controller.signal);
  app.decorate('beginStop', () => controller.abort());
  app.addHook('preClose', async () => controller.abort());
  app.addHook('onSend', async (_request, reply) => {
    if (controller.signal.aborted) reply.header('connection', 'close');
  });
}

export interface StopOptions {
  /** How long the server still answers, saying that it is not ready, before it stops listening. */
  readonly drainMs: number;
  /** When running requests are cut off. */
  readonly timeoutMs: number;
}

/** What is left of a stop after the last connection was cut: queries and jobs that must come to an end. */
const CLOSE_GRACE_MS = 1_000;

/**
 * Stops in order: not ready (load balancers look away), no new connections, running requests end, everything closes.
 * Requests that outlive `timeoutMs` are cut, and so is waiting for parts that cannot close (Redis may be away).
 */
export async function stopServer(app: App, { drainMs, timeoutMs }: StopOptions): Promise<void> {
  app.beginStop();
  await sleep(drainMs);
  const cut = setTimeout(() => app.server.closeAllConnections(), timeoutMs);
  // A keep-alive connection that was busy when we began is idle later, and nobody but us would close it.
  const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_MS);
  try {
    await withinTime(app.close(), timeoutMs + CLOSE_GRACE_MS);
  } catch (error) {
    app.log.warn({ err: error }, 'the server did not close in time');
  } finally {
    clearTimeout(cut);
    clearInterval(sweep);
  }
}
