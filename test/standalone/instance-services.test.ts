import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { choosePort } from '../../standalone/instance-services.ts';

it('moves to the next port when the preferred one is taken, and says so', async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(26_100, '127.0.0.1', resolve));
  try {
    const said: string[] = [];
    const port = await choosePort('the server', 26_100, (line) => said.push(line));
    expect(port).toBeGreaterThan(26_100);
    expect(said).toEqual([`Port 26100 is taken; the server uses ${port}.`]);
  } finally {
    await new Promise((resolve) => holder.close(resolve));
  }
});
