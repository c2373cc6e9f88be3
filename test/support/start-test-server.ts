import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { Config } from '../../core/config.ts';
import type { App, ServerDependencies } from '../../server/app.ts';
import { buildServer } from '../../server/build-server.ts';
import { stopServer } from '../../server/plugins/graceful-stop.ts';

export interface TestServer extends AsyncDisposable {
  /** Without a slash at its end; also what the server believes its public address to be. */
  readonly url: string;
  readonly app: App;
}

/**
 * Starts a server of its own on a free port of 127.0.0.1, on the parts that a test's environment holds.
 * `settings` replaces parts of the environment's configuration for this server alone.
 */
export async function startTestServer(environment: ServerDependencies, settings: Partial<Config> = {}): Promise<TestServer> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const config = { ...environment.config, publicUrl: url, port, ...settings };
  const app = await buildServer({ ...environment, config });
  await app.listen({ host: '127.0.0.1', port });
  return { url, app, [Symbol.asyncDispose]: () => stopServer(app, { drainMs: 0, timeoutMs: 2_000 }) };
}

/** The server must know its address before it listens, so that the links it hands out work. */
async function findFreePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
