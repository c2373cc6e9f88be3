import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface CallbackRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** `hang`: never answers. */
export type CallbackAnswer = { readonly status: number; readonly body?: string } | 'hang';

export interface CallbackServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** In the order in which they came. */
  readonly requests: CallbackRequest[];
  /** What came as news, to one path or to all. */
  deliveries(path?: string): CallbackRequest[];
}

/** As a well-behaved subscriber answers: the challenge comes back, news are taken. */
export const agree = ({ method, query }: CallbackRequest): CallbackAnswer =>
  method === 'GET' ? { status: 200, body: query.get('hub.challenge') ?? '' } : { status: 204 };

/** Starts a subscriber of a WebSub hub on a free port of 127.0.0.1. */
export async function startCallbackServer(
  answer: (request: CallbackRequest) => CallbackAnswer | Promise<CallbackAnswer> = agree,
): Promise<CallbackServer> {
  const requests: CallbackRequest[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://localhost');
    const body = await buffer(incoming).catch(() => Buffer.alloc(0));
    const request = { method: incoming.method ?? '', path: pathname, query: searchParams, headers: incoming.headers, body };
    requests.push(request);
    const told = await answer(request);
    if (told !== 'hang') outgoing.writeHead(told.status).end(told.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    deliveries: (path) => requests.filter((request) => request.method === 'POST' && (path === undefined || request.path === path)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
