import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Page = (request: IncomingMessage, response: ServerResponse) => unknown;

/** The host that a podcast comes from: a real HTTP server, whose files a test puts there. */
export interface OldHost extends AsyncDisposable {
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly asked: string[];
  /** `{HOST}` in texts becomes the host's address. */
  put(path: string, body: string | Buffer | Page, contentType?: string): void;
}

export async function openOldHost(): Promise<OldHost> {
  const pages = new Map<string, Page>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    asked.push(path);
    const page = pages.get(path);
    if (page) page(request, response);
    else response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not here</h1>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    put(path, body, contentType = 'application/octet-stream') {
      const bytes = typeof body === 'string' ? Buffer.from(body.replaceAll('{HOST}', url)) : body;
      const send: Page = (_request, response) =>
        response.writeHead(200, { 'content-type': contentType, 'content-length': (bytes as Buffer).length }).end(bytes);
      pages.set(path, typeof bytes === 'function' ? bytes : send);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
