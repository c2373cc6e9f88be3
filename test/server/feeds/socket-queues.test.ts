import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { endianness, networkInterfaces, platform } from 'node:os';
import { expect, test } from 'vitest';
import { nameConnection, openSocketQueues } from '../../../server/feeds/socket-queues.ts';

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'));
const HOSTS = ['127.0.0.1', ...(hasIpv6 ? ['::1'] : [])];

test.runIf(endianness() === 'LE')('a connection is named as the kernel prints it', () => {
  const name = (localAddress: string, remoteAddress: string) =>
    nameConnection({ localAddress, remoteAddress, localPort: 80, remotePort: 54_321 } as Socket);
  expect(name('127.0.0.1', '10.1.2.3')).toBe('0100007F:0050 0302010A:D431');
  expect(name('::ffff:127.0.0.1', 'fe80::1%eth0')).toBe('0000000000000000FFFF00000100007F:0050 000080FE000000000000000001000000:D431');
  expect(nameConnection({} as Socket)).toBeNull();
});

test.runIf(platform() === 'linux').each(HOSTS)('what a client of %s does not take is in the queue until it does', async (host) => {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const client = connect({ host, port: (server.address() as AddressInfo).port }).pause();
  const [ours] = (await once(server, 'connection')) as [Socket];
  const name = nameConnection(ours) ?? '';
  const readQueues = openSocketQueues();
  const queued = () => readQueues(new Set([name])).get(name);
  expect(queued()).toBe(0);
  ours.write(Buffer.alloc(10_000_000));
  expect(queued()).toBeGreaterThan(100_000);
  client.resume();
  await expect.poll(queued, { timeout: 5_000 }).toBe(0);
  client.destroy();
  ours.destroy();
  await expect.poll(() => readQueues(new Set(['00000000:0001 00000000:0001'])).size).toBe(0);
  server.close();
});
