import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Resolve } from '../../../core/outbound/open-connector.ts';
import { type OutboundClient, openOutboundClient } from '../../../core/outbound/open-outbound-client.ts';

const MEBIBYTE = 2 ** 20;
const HOME = { address: '127.0.0.1', family: 4 };

type Page = (request: IncomingMessage, response: ServerResponse) => unknown;
const pages: Record<string, Page> = {};
let server: Server;
let base: string;
let port: number;
let client: OutboundClient;
/** Requests that reached the host. */
let asked: string[] = [];

const answer: RequestListener = (request, response) => {
  const path = request.url?.split('?')[0] ?? '';
  asked.push(`${request.method} ${path}`);
  const page = pages[path];
  if (page) page(request, response);
  else response.writeHead(404).end('nothing');
};
const redirect =
  (location: string, status = 302): Page =>
  (_request, response) =>
    response.writeHead(status, { location }).end('moved');

beforeAll(async () => {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  base = `http://127.0.0.1:${port}`;
  client = openOutboundClient({ allowedNetworks: ['127.0.0.0/8'] });
});

afterAll(async () => {
  await client[Symbol.asyncDispose]();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A client that believes this resolver and may reach nothing private, unless told. */
const withResolver = (resolve: Resolve, allowedNetworks: string[] = []) => openOutboundClient({ allowedNetworks, resolve });
const refused = expect.objectContaining({ code: 'address_refused' });

test('an answer comes with its status, its headers and its body, whatever the status', async () => {
  pages['/hello'] = (request, response) =>
    response.writeHead(418, { 'x-agent': request.headers['user-agent'], 'set-cookie': ['a=1', 'b=2'] }).end('short and stout');
  const { status, headers, url, body } = await client.request(`${base}/hello`);
  expect({ status, url, text: body.toString() }).toEqual({ status: 418, url: `${base}/hello`, text: 'short and stout' });
  expect(headers).toMatchObject({ 'x-agent': expect.stringMatching(/^Rostrum\//), 'set-cookie': 'a=1, b=2' });
});

test('a body and headers are sent', async () => {
  pages['/echo'] = async (request, response) => response.end(`${request.method} ${request.headers['x-hub']} ${await buffer(request)}`);
  const { body } = await client.request(`${base}/echo`, { method: 'POST', headers: { 'x-hub': 'signed' }, body: 'news' });
  expect(body.toString()).toBe('POST signed news');
});

test.each(['http://127.0.0.1', 'http://[::1]', 'http://2130706433', 'http://localhost', 'http://0.0.0.0', 'http://[::ffff:127.0.0.1]'])(
  '%s is never connected to',
  async (host) => {
    await using strict = openOutboundClient({ allowedNetworks: [] });
    asked = [];
    await expect(strict.request(`${host}:${port}/hello`)).rejects.toEqual(refused);
    await expect(strict.download(`${host}:${port}/hello`)).rejects.toEqual(refused);
    expect(asked).toEqual([]);
  },
);

test('a name that leads to a private address is refused, and so is one with a bad address among good ones', async () => {
  asked = [];
  for (const address of ['127.0.0.1', '169.254.169.254', '10.0.0.1']) {
    await using single = withResolver(async () => [{ address, family: 4 }]);
    await expect(single.request(`http://metadata.google.internal:${port}/hello`)).rejects.toEqual(refused);
  }
  await using mixed = withResolver(async () => [{ address: '93.184.216.34', family: 4 }, HOME]);
  await expect(mixed.request(`http://mixed.example:${port}/hello`)).rejects.toEqual(refused);
  expect(asked).toEqual([]);
});

test('a name is resolved once a connection, and a later answer is judged again', async () => {
  let answers = 0;
  // First allowed, then, as in DNS rebinding, an address that is not.
  await using rebound = withResolver(async () => (answers++ === 0 ? [HOME] : [{ address: '127.0.0.2', family: 4 }]), ['127.0.0.1/32']);
  pages['/bye'] = (_request, response) => response.writeHead(200, { connection: 'close' }).end('once');
  expect((await rebound.request(`http://rebinding.example:${port}/bye`)).body.toString()).toBe('once');
  expect(answers).toBe(1);
  asked = [];
  await expect(rebound.request(`http://rebinding.example:${port}/bye`)).rejects.toEqual(refused);
  expect(asked).toEqual([]);
});

test('the host header is the name, though the connection goes to the address', async () => {
  await using named = withResolver(async () => [HOME], ['127.0.0.0/8']);
  pages['/host'] = (request, response) => response.end(request.headers.host);
  expect((await named.request(`http://feeds.example:${port}/host`)).body.toString()).toBe(`feeds.example:${port}`);
});

test('redirects are followed and every hop is judged', async () => {
  pages['/one'] = redirect('/two', 301);
  pages['/two'] = redirect(`${base}/hello`, 307);
  expect(await client.request(`${base}/one`)).toMatchObject({ status: 418, url: `${base}/hello` });
  for (const target of ['http://10.0.0.1/', 'http://[::1]/', 'file:///etc/passwd', 'http://ada:pw@127.0.0.1/', 'http://127.0.0.1:22/']) {
    pages['/trap'] = redirect(target);
    await expect(client.request(`${base}/trap`), target).rejects.toEqual(refused);
  }
});

test('with no redirects wanted, the redirect is the answer', async () => {
  pages['/one'] = redirect('/two', 301);
  expect(await client.request(`${base}/one`, { redirects: 0 })).toMatchObject({ status: 301, headers: { location: '/two' } });
});

test('a circle and a chain without end are told apart from a long way', async () => {
  pages['/round'] = redirect('/and-round');
  pages['/and-round'] = redirect('/round');
  await expect(client.request(`${base}/round`)).rejects.toMatchObject({
    code: 'too_many_redirects',
    message: expect.stringContaining('circle'),
  });
  pages['/further'] = (request, response) => {
    const step = Number(new URL(request.url ?? '', base).searchParams.get('step'));
    response.writeHead(302, { location: `/further?step=${step + 1}` }).end();
  };
  asked = [];
  await expect(client.request(`${base}/further?step=0`)).rejects.toMatchObject({ code: 'too_many_redirects' });
  expect(asked).toHaveLength(6);
});

test('a POST that meets 303 goes on as a GET; credentials stay with their origin', async () => {
  pages['/seen'] = (request, response) => response.end(`${request.method} ${request.headers.authorization}`);
  const send = { method: 'POST', body: 'x', headers: { authorization: 'Bearer secret', 'content-type': 'text/plain' } };
  pages['/away'] = redirect('/seen', 303);
  expect((await client.request(`${base}/away`, send)).body.toString()).toBe('GET Bearer secret');
  pages['/away'] = redirect(`http://localhost:${port}/seen`, 307);
  expect((await client.request(`${base}/away`, send)).body.toString()).toBe('POST undefined');
});

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
])('%s is unpacked', async (encoding, pack) => {
  pages['/packed'] = (_request, response) => response.writeHead(200, { 'content-encoding': encoding }).end(pack('hello'.repeat(100)));
  expect((await client.request(`${base}/packed`)).body.toString()).toBe('hello'.repeat(100));
});

test.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
])('a %s bomb is cut at the bound, in size and in layers', async (encoding, pack) => {
  const bomb = pack(Buffer.alloc(64 * MEBIBYTE));
  expect(bomb.length).toBeLessThan(MEBIBYTE);
  pages['/bomb'] = (_request, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bomb);
  await expect(client.request(`${base}/bomb`)).rejects.toMatchObject({ code: 'answer_too_large' });
  pages['/layers'] = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip, gzip, gzip' }).end(gzipSync(bomb));
  await expect(client.request(`${base}/layers`)).rejects.toMatchObject({ code: 'host_unreachable' });
});

test('a body that says it is too large is refused at once, and one without end is cut', async () => {
  pages['/huge'] = (_request, response) => response.writeHead(200, { 'content-length': String(10 * 2 ** 30) }).flushHeaders();
  const begun = Date.now();
  await expect(client.download(`${base}/huge`, { maxBytes: MEBIBYTE })).rejects.toMatchObject({ code: 'answer_too_large' });
  expect(Date.now() - begun).toBeLessThan(1000);
  let isEnded = false;
  pages['/endless'] = (_request, response) => {
    response.once('close', () => {
      isEnded = true;
    });
    const pour = () => !response.destroyed && response.write(Buffer.alloc(MEBIBYTE), () => setImmediate(pour));
    pour();
  };
  const { stream } = await client.download(`${base}/endless`, { maxBytes: 4 * MEBIBYTE });
  await expect(buffer(stream)).rejects.toMatchObject({ code: 'answer_too_large' });
  await vi.waitUntil(() => isEnded);
});

test('a host that falls silent is given up: before its headers, within its body, and in all', async () => {
  pages['/mute'] = () => undefined;
  await expect(client.request(`${base}/mute`, { timeoutMs: 300 })).rejects.toMatchObject({ code: 'host_unreachable' });
  pages['/stuck'] = (_request, response) => response.writeHead(200).write('some');
  await expect(client.request(`${base}/stuck`, { timeoutMs: 300 })).rejects.toMatchObject({
    message: expect.stringContaining('0.3 seconds'),
  });
  pages['/drip'] = (_request, response) => {
    const timer = setInterval(() => response.write('.'), 50);
    response.once('close', () => clearInterval(timer));
  };
  const { stream } = await client.download(`${base}/drip`, { timeoutMs: 500 });
  await expect(buffer(stream)).rejects.toMatchObject({ code: 'host_unreachable' });
});

test('a body that ends too early is no answer', async () => {
  pages['/cut'] = (_request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('some');
    setTimeout(() => response.destroy(), 50);
  };
  const { stream } = await client.download(`${base}/cut`);
  await expect(buffer(stream)).rejects.toMatchObject({ code: 'host_unreachable' });
});

test("the caller's signal ends a download, with its own reason", async () => {
  const stop = new AbortController();
  pages['/slow'] = (_request, response) => response.writeHead(200).write('some');
  const { stream } = await client.download(`${base}/slow`, { signal: stop.signal });
  setTimeout(() => stop.abort(new Error('the worker stops')), 50);
  await expect(buffer(stream)).rejects.toThrow('the worker stops');
});

test('whoever leaves a download in its middle ends the connection', async () => {
  let isEnded = false;
  pages['/left'] = (_request, response) => {
    response.writeHead(200).write('some');
    response.once('close', () => {
      isEnded = true;
    });
  };
  const { stream } = await client.download(`${base}/left`);
  stream.destroy();
  await vi.waitUntil(() => isEnded);
});

test('faults say which host and why', async () => {
  await expect(client.request('http://127.0.0.1:1/')).rejects.toMatchObject({ code: 'address_refused' });
  await expect(client.request('http://127.0.0.1:1024/')).rejects.toMatchObject({
    code: 'host_unreachable',
    message: '127.0.0.1:1024 refuses connections.',
  });
  await expect(client.request('http://nobody.invalid/')).rejects.toMatchObject({ code: 'host_unreachable' });
});
