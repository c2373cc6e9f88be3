import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { missingCephPrograms, type Radosgw, startRadosgw } from './start-radosgw.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where test processes ask for the run's S3 server; test/support/s3-server.ts does. */
    s3BrokerUrl: string;
  }
}

/** What the broker answers: the server, or why there is none. */
export type S3BrokerAnswer = { readonly server: Omit<Radosgw, keyof AsyncDisposable> } | { readonly missing: string };

/**
 * Starts one radosgw for the whole run, when the first test process asks for it and not before: it takes ten seconds
 * and half a gigabyte, and most runs of a few files need none.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let radosgw: Promise<Radosgw> | undefined;
  const answer = async (): Promise<S3BrokerAnswer> => {
    const missing = await missingCephPrograms();
    if (missing.length > 0) return { missing: `these programs are not installed: ${missing.join(', ')}` };
    radosgw ??= startInNewFolder();
    const { endpoint, accessKeyId, secretAccessKey } = await radosgw;
    return { server: { endpoint, accessKeyId, secretAccessKey } };
  };
  const broker = createServer(async (_, response) => {
    const body: S3BrokerAnswer = await answer().catch((error: unknown) => ({ missing: String(error) }));
    response.setHeader('connection', 'close').end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => broker.listen(0, '127.0.0.1', listening));
  project.provide('s3BrokerUrl', `http://127.0.0.1:${(broker.address() as AddressInfo).port}`);
  return async () => {
    broker.close();
    const started = await radosgw?.catch(() => undefined);
    await started?.[Symbol.asyncDispose]();
  };
}

/** The folder goes with the server. */
async function startInNewFolder(): Promise<Radosgw> {
  return startRadosgw(await mkdtemp(join(tmpdir(), 'rostrum-radosgw-')));
}
