/**
 * What feeds are measured against: a Fastify with one route and nothing else, in a process of its own, which answers
 * with the bytes of a file from memory, or with 304.
 *
 *     node --import tsx bench/bare-feed-server.ts PORT FILE CONTENT_ENCODING ETAG
 */
import { readFile } from 'node:fs/promises';
import { fastify } from 'fastify';

const [port, file = '', encoding = '', etag = ''] = process.argv.slice(2);
const body = await readFile(file);
const app = fastify();
app.get('/podcasts/:slug/feed.xml', (request, reply) => {
  reply.header('etag', etag);
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  return reply.header('content-type', 'application/rss+xml; charset=utf-8').header('content-encoding', encoding).send(body);
});
await app.listen({ host: '127.0.0.1', port: Number(port) });
process.on('disconnect', () => process.exit());
process.send?.('listening');
