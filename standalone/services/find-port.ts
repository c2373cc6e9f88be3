import { type AddressInfo, createServer } from 'node:net';

const ATTEMPTS = 100;

/**
 * The preferred TCP port on 127.0.0.1, or the next free one above it; for 0 any free port. Whoever wants to tell people
 * that a port was moved compares the answer with the question.
 */
export async function findPort(preferred: number): Promise<number> {
  for (let port = preferred; port < preferred + ATTEMPTS; port += 1) {
    const free = await probePort(port);
    if (free) return free;
  }
  throw new Error(`No port between ${preferred} and ${preferred + ATTEMPTS - 1} is free on 127.0.0.1.`);
}

/** The port when we could listen on it, else null. */
function probePort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(null));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const { port: free } = probe.address() as AddressInfo;
      probe.close(() => resolve(free));
    });
  });
}
