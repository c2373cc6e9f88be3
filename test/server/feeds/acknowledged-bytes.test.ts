import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Delivery } from '../../../server/feeds/delivery-recorder.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';
import { createTestEpisode, createTestShow, type TestEpisode } from './feed-environment.ts';

/** 80 seconds of sound; a minute of it is what makes a download. */
const SHORT_BYTES = 1_314_736;
const LONG_BYTES = 20_000_000;
const MINUTE_BYTES = 960_000;

let environment: TestEnvironment;
let server: TestServer;
let short: TestEpisode;
let long: TestEpisode;
const deliveries: Delivery[] = [];

beforeAll(async () => {
  environment = await openTestEnvironment();
  server = await startTestServer(environment);
  Object.assign(server.app, { deliveries: { record: (delivery: Delivery) => deliveries.push(delivery) } });
  const { showId } = await createTestShow(environment);
  short = await createTestEpisode(environment, showId, { bytes: SHORT_BYTES });
  long = await createTestEpisode(environment, showId, { bytes: LONG_BYTES });
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await environment?.[Symbol.asyncDispose]();
});
beforeEach(() => {
  deliveries.length = 0;
});

const pathOf = ({ episodeId, fileName }: TestEpisode) => `/media/${episodeId}/${fileName}`;
/** Half a second on a machine that has nothing else to do. */
const SOON = { timeout: 5_000 };
const sentBytes = () => deliveries.map(({ bytesSent }) => bytesSent);

/** Opens a connection that takes nothing from the kernel until somebody reads. */
async function openSocket(...paths: string[]): Promise<Socket> {
  const { port, hostname } = new URL(server.url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.pause();
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const ask = (path: string, index: number) => `GET ${path} HTTP/1.1\r\nhost: x\r\nuser-agent: Client/${index}\r\n\r\n`;
  socket.write(paths.map(ask).join(''));
  return socket;
}

/** Reads at least so many bytes, reads no more for a while, and closes with the rest in the kernel. */
async function readAndLeave(socket: Socket, bytes: number, waitMs = 0): Promise<void> {
  let received = 0;
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    received += (chunk as Buffer).length;
    if (received >= bytes) break;
  }
  await sleep(waitMs);
  socket.destroy();
}

test.each([0, 20, 500])('a client that reads nothing and leaves after %i ms got less than a minute', async (patienceMs) => {
  const socket = await openSocket(pathOf(short));
  await sleep(patienceMs);
  socket.destroy();
  await sleep(1_000);
  for (const bytes of sentBytes()) expect(bytes).toBeLessThan(MINUTE_BYTES);
});

test('a client that reads nothing and stays is not told of as one who has it', async () => {
  const socket = await openSocket(pathOf(short));
  await sleep(1_500);
  expect(deliveries).toEqual([]);
  socket.destroy();
  await expect.poll(sentBytes, SOON).toHaveLength(1);
  expect(sentBytes()[0]).toBeLessThan(MINUTE_BYTES);
});

test('a client that reads 4 KB and leaves got less than a minute', async () => {
  const socket = await openSocket(pathOf(short));
  await sleep(300);
  await readAndLeave(socket, 4096);
  await expect.poll(sentBytes, SOON).toHaveLength(1);
  expect(sentBytes()[0]).toBeLessThan(MINUTE_BYTES);
});

test('five requests on one connection of which nothing is read are no five minutes', async () => {
  const socket = await openSocket(...Array.from({ length: 5 }, () => pathOf(short)));
  await sleep(700);
  socket.destroy();
  await sleep(1_000);
  for (const bytes of sentBytes()) expect(bytes).toBeLessThan(MINUTE_BYTES);
});

test('five requests on one connection are whole, one after the other, when they are read', async () => {
  const socket = await openSocket(...Array.from({ length: 5 }, () => pathOf(short)));
  await sleep(300);
  socket.resume();
  await expect.poll(sentBytes, SOON).toEqual(Array.from({ length: 5 }, () => SHORT_BYTES));
  socket.destroy();
});

test('a client that leaves a long file after its minute got that minute', async () => {
  await readAndLeave(await openSocket(pathOf(long)), 1_200_000, 400);
  await expect.poll(sentBytes, SOON).toHaveLength(1);
  expect(sentBytes()[0]).toBeGreaterThan(MINUTE_BYTES);
  expect(sentBytes()[0]).toBeLessThan(LONG_BYTES);
});

test('all that was read is told soon, whoever ends the connection', async () => {
  const isRead = async (agent: Agent | false) => {
    const sent = request(`${server.url}${pathOf(short)}`, { agent }).end();
    const [response] = await once(sent, 'response');
    await once(response.resume(), 'end');
  };
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let round = 0; round < 3; round++) await isRead(agent);
  await expect.poll(sentBytes, SOON).toEqual([SHORT_BYTES, SHORT_BYTES, SHORT_BYTES]);
  // The server's end.
  await isRead(false);
  await expect.poll(sentBytes, SOON).toHaveLength(4);
  // The client's, at once.
  await readAndLeave(await openSocket(pathOf(short)), SHORT_BYTES + 400);
  agent.destroy();
  await expect.poll(sentBytes, SOON).toHaveLength(5);
  expect(new Set(sentBytes())).toEqual(new Set([SHORT_BYTES]));
});
