import { createServer } from 'node:net';

const ATTEMPTS = 100;

/**
 * The preferred TCP port on 127.0.0.1, or the next free one above it. Whoever wants to tell people that a port was
 * moved compares the answer with the question.
 */
export async function findPort(preferred: number): Promise<number> {
  for (let port = preferred; port < preferred + ATTEMPTS; port += 1) {
    if (await isFree(port)) return port;
  }
  throw new Error(`No port between ${preferred} and ${preferred + ATTEMPTS - 1} is free on 127.0.0.1.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    // `exclusive` keeps Node's cluster from sharing the port; a listener on 0.0.0.0 is noticed as well.
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
