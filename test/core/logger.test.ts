import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { openLogger } from '../../core/logger.ts';

/** A logger and the lines that it has really written. */
function openCapture() {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { logger: openLogger('info', 'server', destination), lines };
}

test('secrets of requests and responses do not reach the log', () => {
  const { logger, lines } = openCapture();
  logger.info(
    {
      req: { headers: { authorization: 'Bearer hunter2', cookie: 'rostrum=hunter2', accept: 'text/html' } },
      res: { headers: { 'set-cookie': 'rostrum=hunter2' } },
    },
    'request',
  );
  expect(lines.join()).not.toContain('hunter2');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    role: 'server',
    req: { headers: { authorization: '[redacted]', accept: 'text/html' } },
  });
});

test.each(['token', 'password', 'secret', 'secretAccessKey'])(
  'a field called %s does not reach the log, alone or inside another',
  (name) => {
    const { logger, lines } = openCapture();
    logger.info({ [name]: 'hunter2', account: { [name]: 'hunter2', id: 'a1' } }, 'account');
    expect(lines.join()).not.toContain('hunter2');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ account: { id: 'a1' } });
  },
);
