import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openUploadBody } from '../../../server/uploads/open-upload-body.ts';

const never = [new AbortController().signal];

describe('openUploadBody', () => {
  it('ends whole with its source', async () => {
    const source = new PassThrough();
    const body = openUploadBody(source, never);
    source.end('all of it');
    expect(await text(body.chunks)).toBe('all of it');
    expect(body.ending()).toBe('whole');
  });

  it('keeps what came before the client went away', async () => {
    const source = new PassThrough();
    const body = openUploadBody(source, never);
    source.write('some');
    const read = text(body.chunks);
    await sleep(20);
    source.destroy(new Error('aborted'));
    expect(await read).toBe('some');
    expect(body.ending()).toBe('cut');
  });

  it('ends at once when the client is gone before we begin', async () => {
    const source = new PassThrough();
    source.destroy();
    const body = openUploadBody(source, never);
    expect(await text(body.chunks)).toBe('');
    expect(body.ending()).toBe('cut');
  });

  it('stops reading when asked to, and leaves the source alone', async () => {
    const source = new PassThrough();
    const stop = new AbortController();
    const body = openUploadBody(source, [...never, stop.signal]);
    source.write('some');
    const read = text(body.chunks);
    await sleep(20);
    stop.abort();
    expect(await read).toBe('some');
    expect(body.ending()).toBe('stopped');
    expect(source.destroyed).toBe(false);
  });

  it('lets go of the source when nobody wants the bytes any more', async () => {
    const source = new PassThrough();
    {
      using _body = openUploadBody(source, never);
      source.write(Buffer.alloc(100_000));
    }
    await sleep(20);
    source.end('more');
    expect((await text(source)).length).toBeGreaterThanOrEqual('more'.length);
  });

  it('gives up on a client that falls silent, not on one that waits for us', async () => {
    const silent = openUploadBody(new PassThrough(), never, 30);
    expect(await text(silent.chunks)).toBe('');
    expect(silent.ending()).toBe('stalled');

    const source = new PassThrough();
    const waiting = openUploadBody(source, never, 30);
    source.end(Buffer.alloc(500_000));
    await sleep(120);
    expect((await text(waiting.chunks)).length).toBe(500_000);
    expect(waiting.ending()).toBe('whole');
  });
});
