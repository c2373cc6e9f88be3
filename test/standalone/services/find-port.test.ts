import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { findPort } from '../../../standalone/services/find-port.ts';

test.each(['127.0.0.1', '0.0.0.0'])('a port that somebody listens on at %s is passed over', async (host) => {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(await findPort(port)).toBeGreaterThan(port);
  server.close();
  await once(server, 'close');
  expect(await findPort(port)).toBe(port);
});

test('asked for any port, it gives one that is free', async () => {
  const port = await findPort(0);
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  server.close();
});
