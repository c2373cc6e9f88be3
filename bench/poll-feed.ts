/**
 * Polls a feed as fast as it is answered, from a process of its own, over connections that stay open, one request at a
 * time on each. It looks at little more than lengths and first lines, so that it is never what is measured.
 *
 *     node --import tsx bench/poll-feed.ts URL CONNECTIONS SECONDS ENCODING [ETAG]     prints answers per second
 */
import { connect } from 'node:net';

const [address = '', connections, seconds, encoding = '', etag] = process.argv.slice(2);
const url = new URL(address);
const question = [
  `GET ${url.pathname} HTTP/1.1`,
  `Host: ${url.host}`,
  'User-Agent: bench/1.0',
  `Accept-Encoding: ${encoding}`,
  ...(etag ? [`If-None-Match: ${etag}`] : []),
  '\r\n',
].join('\r\n');
const firstLine = etag ? 'HTTP/1.1 304' : 'HTTP/1.1 200';

/** All answers are of one length, which the first one tells. */
async function measureAnswer(): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname, () => socket.write(question));
    let text = '';
    socket.setEncoding('latin1').on('error', reject);
    socket.on('data', (chunk) => {
      text += chunk;
      const end = text.indexOf('\r\n\r\n');
      const length = Number(/^content-length: (\d+)/im.exec(text.slice(0, end))?.[1] ?? 0);
      if (end < 0 || text.length < end + 4 + length) return;
      socket.destroy();
      if (text.startsWith(firstLine)) resolve(end + 4 + length);
      else reject(new Error(`${address} answers ${text.slice(0, 100)}`));
    });
  });
}

async function poll(length: number, until: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname, () => socket.write(question));
    let [received, answers] = [0, 0];
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      if (received === 0 && !chunk.subarray(0, 12).equals(Buffer.from(firstLine))) {
        socket.destroy(new Error(`${address} answers ${chunk.subarray(0, 100)}`));
        return;
      }
      received += chunk.length;
      if (received < length) return;
      if (received > length) socket.destroy(new Error(`An answer of ${address} has another length than the first one.`));
      received = 0;
      answers += 1;
      if (performance.now() < until) socket.write(question);
      else socket.destroy();
    });
    socket.on('close', () => resolve(answers));
  });
}

const length = await measureAnswer();
const startedAt = performance.now();
const polling = Array.from({ length: Number(connections) }, () => poll(length, startedAt + Number(seconds) * 1000));
const answers = (await Promise.all(polling)).reduce((sum, count) => sum + count, 0);
console.log((answers / (performance.now() - startedAt)) * 1000);
