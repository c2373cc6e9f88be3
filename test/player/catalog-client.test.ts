import { afterEach, describe, expect, test, vi } from 'vitest';
import { ApiError, listVideos, readProblem, readVideo } from '../../player/catalog-client.ts';

afterEach(() => vi.unstubAllGlobals());

const answer = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });

describe('a problem+json body', () => {
  test('becomes an error with its code, title and detail', () => {
    const body = { type: 'https://films.example/problems/not_found', title: 'There is nothing here', detail: 'No video has this id.' };
    expect(readProblem(404, body)).toMatchObject({ status: 404, code: 'not_found', title: body.title, detail: body.detail });
  });

  test.each([null, 'gateway', [], { type: 7, title: {} }])('that is none (%j) still becomes sentences', (body) => {
    const error = readProblem(502, body);
    expect(error).toMatchObject({ code: 'unknown', title: 'Something went wrong on our side' });
    expect(error.message).not.toBe('');
  });
});

describe('a request', () => {
  test('leaves out what was not asked and escapes what was', async () => {
    const fetch = vi.fn(async (_path: string) => answer(200, { items: [], nextCursor: null }));
    vi.stubGlobal('fetch', fetch);
    await listVideos({ channel: 'a&b', limit: 24 });
    expect(fetch.mock.calls[0]?.[0]).toBe('/api/videos?channel=a%26b&limit=24');
  });

  test('that gets no answer fails as offline, with its cause', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    const error = await readVideo('x').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: 'offline', status: 0, cause: expect.any(TypeError) });
  });

  test('that is refused fails with the reason', async () => {
    vi.stubGlobal('fetch', async () => answer(403, { type: '/problems/forbidden', title: 'No' }));
    await expect(readVideo('x')).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('that the page no longer wants ends with the reason it was aborted for', async () => {
    const abort = new AbortController();
    abort.abort(new Error('left'));
    vi.stubGlobal('fetch', () => Promise.reject(abort.signal.reason));
    await expect(readVideo('x', abort.signal)).rejects.toThrow('left');
  });
});
