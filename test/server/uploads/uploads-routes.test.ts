import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';
import {
  ask,
  BYTES,
  begin,
  type Client,
  expectProblem,
  expectStored,
  listKeys,
  makeFile,
  metadata,
  patch,
  readOffset,
  readStored,
  readUploadAnswer,
  TUS,
} from './tus-requests.ts';

const MAX_BYTES = 400 * 2 ** 20;

describe('/api/uploads', () => {
  let environment: TestEnvironment;
  let server: TestServer;
  let client: Client;

  beforeAll(async () => {
    environment = await openTestEnvironment({ UPLOAD_MAX_BYTES: String(MAX_BYTES), RATE_LIMIT_PER_MINUTE: '100000' });
    server = await startTestServer(environment);
    client = await signUp();
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await environment[Symbol.asyncDispose]();
  });

  async function signUp(options: Parameters<typeof createTestAccount>[1] = {}): Promise<Client> {
    return { url: server.url, token: (await createTestAccount(environment, options)).token };
  }

  describe('discovery', () => {
    it('says what the server can do to anyone who asks', async () => {
      const answer = await fetch(`${server.url}/api/uploads`, { method: 'OPTIONS' });
      expect(answer.status).toBe(204);
      expect(answer.headers.get('tus-version')).toBe('1.0.0');
      expect(answer.headers.get('tus-extension')).toBe('creation,creation-with-upload,termination,expiration,checksum');
      expect(answer.headers.get('tus-max-size')).toBe(String(MAX_BYTES));
      expect(answer.headers.get('tus-checksum-algorithm')).toBe('sha1,sha256,md5');
    });

    it("lets other origins' pages upload with a token of their own", async () => {
      const preflight = await fetch(`${server.url}/api/uploads/0000000000000000`, {
        method: 'OPTIONS',
        headers: {
          origin: 'https://studio.example',
          'access-control-request-method': 'PATCH',
          'access-control-request-headers': 'authorization,content-type,tus-resumable,upload-offset,upload-checksum',
        },
      });
      expect(preflight.ok).toBe(true);
      expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
      expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH');
      expect(preflight.headers.get('access-control-allow-headers')).toContain('upload-offset');
      const created = await ask(client, 'POST', '', { ...TUS, 'upload-length': '3', origin: 'https://studio.example' });
      const exposed = created.headers.get('access-control-expose-headers')?.toLowerCase();
      for (const name of [
        'location',
        'upload-offset',
        'upload-length',
        'upload-expires',
        'upload-metadata',
        'tus-resumable',
        'rostrum-asset',
      ]) {
        expect(exposed).toContain(name);
      }
    });
  });

  describe('creation', () => {
    it('answers where the upload is and when it expires', async () => {
      const answer = await ask(client, 'POST', '', { ...TUS, 'upload-length': '10' });
      expect(answer.status).toBe(201);
      expect(answer.headers.get('location')).toMatch(/^\/api\/uploads\/[0-9a-z]{16}$/);
      expect(answer.headers.get('upload-offset')).toBe('0');
      expect(answer.headers.get('tus-resumable')).toBe('1.0.0');
      const expires = new Date(answer.headers.get('upload-expires') ?? '').getTime() - Date.now();
      expect(expires / 3_600_000).toBeCloseTo(48, 1);
    });

    it('gives the metadata back as they were sent', async () => {
      const sent = metadata({ filename: 'Film ü.mp4', filetype: 'video/mp4', title: 'Ein Film' });
      const id = await begin(client, 10, sent);
      expect((await ask(client, 'HEAD', `/${id}`)).headers.get('upload-metadata')).toBe(sent['upload-metadata']);
      expect((await readUploadAnswer(client, id)).filename).toBe('Film ü.mp4');
    });

    it.each([
      ['no length', {}, 400, 'bad_request'],
      ['a length that is no number', { 'upload-length': '-1' }, 400, 'bad_request'],
      ['a length to be told later', { 'upload-defer-length': '1' }, 400, 'bad_request'],
      ['metadata that are no Base64', { 'upload-length': '1', 'upload-metadata': 'filename %%%' }, 400, 'bad_request'],
      ['more bytes than a file may have', { 'upload-length': String(MAX_BYTES + 1) }, 413, 'upload_too_large'],
    ])('refuses %s', async (_what, headers, status, code) => {
      await expectProblem(await ask(client, 'POST', '', { ...TUS, ...(headers as Record<string, string>) }), status, code);
    });

    it('takes no other version of tus', async () => {
      const answer = await ask(client, 'POST', '', { 'tus-resumable': '0.2.2', 'upload-length': '10' });
      expect(answer.headers.get('tus-version')).toBe('1.0.0');
      await expectProblem(answer, 412, 'precondition_failed');
      await expectProblem(await ask(client, 'PATCH', '/0000000000000000', {}), 412, 'precondition_failed');
    });

    it('takes the first bytes along', async () => {
      const file = makeFile(1000);
      const begun = await ask(client, 'POST', '', { ...BYTES, 'upload-length': '1000' }, file.subarray(0, 600));
      expect(begun.status).toBe(201);
      expect(begun.headers.get('upload-offset')).toBe('600');
      const id = begun.headers.get('location')?.split('/').at(-1) ?? '';
      expect((await patch(client, id, 600, file.subarray(600))).status).toBe(204);
      await expectStored(environment.objectStore, `uploads/${id}/source`, file);
    });

    it('takes all bytes along, and has an asset at once', async () => {
      const answer = await ask(client, 'POST', '', { ...BYTES, 'upload-length': '4' }, Buffer.from('film'));
      expect(answer.status).toBe(201);
      expect(answer.headers.get('rostrum-asset')).toMatch(/^[0-9a-z]{16}$/);
    });

    it('leaves nothing behind when the bytes that came along are refused', async () => {
      const other = await signUp();
      const wrong = { ...BYTES, 'upload-length': '4', 'upload-checksum': `sha1 ${Buffer.alloc(20).toString('base64')}` };
      await expectProblem(await ask(other, 'POST', '', wrong, Buffer.from('film')), 460, 'checksum_mismatch');
      const list = await ask(other, 'GET', '', {});
      expect(await list.json()).toEqual({ items: [] });
    });
  });

  describe('bytes', () => {
    it('become an asset and a private draft', async () => {
      const file = makeFile(5000);
      const id = await begin(client, 5000, metadata({ filename: 'My film.mp4' }));
      const first = await patch(client, id, 0, file.subarray(0, 1234));
      expect(first.status).toBe(204);
      expect(first.headers.get('upload-offset')).toBe('1234');
      expect(first.headers.get('upload-expires')).not.toBeNull();
      const last = await patch(client, id, 1234, file.subarray(1234));
      expect(last.headers.get('upload-offset')).toBe('5000');
      const upload = await readUploadAnswer(client, id);
      expect(upload).toMatchObject({ state: 'COMPLETE', sizeBytes: 5000, offsetBytes: 5000, assetId: last.headers.get('rostrum-asset') });
      const video = await environment.database.video.findUniqueOrThrow({ where: { id: upload.videoId ?? '' }, include: { asset: true } });
      expect(video).toMatchObject({ title: 'My film', visibility: 'PRIVATE', assetId: upload.assetId });
      expect(video.asset).toMatchObject({
        state: 'PROCESSING',
        sourceKey: `uploads/${id}/source`,
        sourceBytes: 5000n,
        filename: 'My film.mp4',
      });
      expect(await environment.transcodeQueue.getJob(`prepare-${upload.assetId}-v1`)).toBeDefined();
      await expectStored(environment.objectStore, video.asset?.sourceKey ?? '', file);
      expect(await listKeys(environment.objectStore, id)).toEqual([`uploads/${id}/source`]);
    });

    it('may be none at all', async () => {
      const answer = await ask(client, 'POST', '', { ...TUS, 'upload-length': '0' });
      expect(answer.status).toBe(201);
      const id = answer.headers.get('location')?.split('/').at(-1) ?? '';
      expect(await readUploadAnswer(client, id)).toMatchObject({
        state: 'COMPLETE',
        sizeBytes: 0,
        assetId: answer.headers.get('rostrum-asset'),
      });
      expect(await readStored(environment.objectStore, `uploads/${id}/source`)).toHaveLength(0);
    });

    it('are kept when the connection breaks in the middle', async () => {
      const file = makeFile(3 * 2 ** 20);
      const id = await begin(client, file.length);
      const broken = new AbortController();
      const body = new ReadableStream({
        async start(controller) {
          controller.enqueue(file.subarray(0, 2 ** 20));
          await sleep(500);
          broken.abort();
        },
      });
      const headers = { authorization: `Bearer ${client.token}`, ...BYTES, 'upload-offset': '0' };
      const request = { method: 'PATCH', headers, body, duplex: 'half' as const, signal: broken.signal };
      await expect(fetch(`${server.url}/api/uploads/${id}`, request)).rejects.toThrow();
      const offset = await readOffset(client, id);
      expect(offset).toBeGreaterThan(0);
      expect((await patch(client, id, offset, file.subarray(offset))).status).toBe(204);
      await expectStored(environment.objectStore, `uploads/${id}/source`, file);
    });

    it('may come in chunks of unknown number, up to the size', async () => {
      const id = await begin(client, 6);
      const stream = (text: string) => new Blob([text]).stream();
      expect((await patch(client, id, 0, stream('abc'))).headers.get('upload-offset')).toBe('3');
      await expectProblem(await patch(client, id, 3, stream('defg')), 413, 'body_too_large');
      expect(await readOffset(client, id)).toBe(3);
      expect((await patch(client, id, 3, stream('def'))).status).toBe(204);
      expect((await readStored(environment.objectStore, `uploads/${id}/source`)).toString()).toBe('abcdef');
    });

    it.each([
      ['at another offset', { 'upload-offset': '3' }, 'abc', 409, 'conflict'],
      ['without an offset', { 'upload-offset': '' }, 'abc', 400, 'bad_request'],
      ['beyond the size', { 'upload-offset': '0' }, 'abcdefghijk', 413, 'body_too_large'],
      ['of another content type', { 'upload-offset': '0', 'content-type': 'video/mp4' }, 'abc', 415, 'unsupported_media_type'],
    ])('are refused %s', async (_what, headers, text, status, code) => {
      const id = await begin(client, 10);
      await expectProblem(await patch(client, id, 0, Buffer.from(text), headers), status, code);
      expect(await readOffset(client, id)).toBe(0);
    });

    it('make one asset when the last request is repeated', async () => {
      const id = await begin(client, 4);
      const first = await patch(client, id, 0, Buffer.from('film'));
      await expectProblem(await patch(client, id, 0, Buffer.from('film')), 409, 'conflict');
      const again = await patch(client, id, 4, null, { 'content-length': '0' });
      expect(again.status).toBe(204);
      expect(again.headers.get('rostrum-asset')).toBe(first.headers.get('rostrum-asset'));
      expect(await environment.database.asset.count({ where: { sourceKey: `uploads/${id}/source` } })).toBe(1);
    });

    it('make one asset when two last requests race', async () => {
      await using second = await startTestServer(environment);
      const file = makeFile(200_000);
      for (let round = 0; round < 5; round += 1) {
        const id = await begin(client, file.length);
        const answers = await Promise.all([patch(client, id, 0, file), patch({ ...client, url: second.url }, id, 0, file)]);
        expect(answers.map(({ status }) => status).filter((status) => status === 204)).toHaveLength(1);
        expect(await environment.database.asset.count({ where: { sourceKey: `uploads/${id}/source` } })).toBe(1);
        await expectStored(environment.objectStore, `uploads/${id}/source`, file);
      }
    });

    it('may be sent by POST where PATCH cannot pass', async () => {
      const id = await begin(client, 4);
      const headers = { ...BYTES, 'upload-offset': '0', 'x-http-method-override': 'PATCH' };
      expect((await ask(client, 'POST', `/${id}`, headers, Buffer.from('film'))).status).toBe(204);
      for (const method of ['TRACE', 'constructor', '__proto__', 'toString']) {
        await expectProblem(await ask(client, 'POST', `/${id}`, { ...TUS, 'x-http-method-override': method }), 405, 'method_not_allowed');
      }
    });
  });

  describe('checksums', () => {
    const checksum = (algorithm: string, bytes: Uint8Array) => ({
      'upload-checksum': `${algorithm} ${createHash(algorithm).update(bytes).digest('base64')}`,
    });

    it.each(['sha1', 'sha256', 'md5'])('hold by %s', async (algorithm) => {
      const file = makeFile(2000);
      const id = await begin(client, file.length);
      const half = file.subarray(0, 1000);
      expect((await patch(client, id, 0, half, checksum(algorithm, half))).status).toBe(204);
      const rest = file.subarray(1000);
      expect((await patch(client, id, 1000, rest, checksum(algorithm, rest))).status).toBe(204);
      await expectStored(environment.objectStore, `uploads/${id}/source`, file);
    });

    it('that do not hold discard the bytes, also those of whole parts', async () => {
      const file = makeFile(20 * 2 ** 20);
      const id = await begin(client, file.length);
      const spoilt = Buffer.from(file);
      spoilt[5] = (spoilt[5] ?? 0) ^ 1;
      const first = file.subarray(0, 1000);
      expect((await patch(client, id, 0, first)).status).toBe(204);
      await expectProblem(await patch(client, id, 1000, spoilt.subarray(1001), checksum('sha256', file)), 460, 'checksum_mismatch');
      expect(await readOffset(client, id)).toBe(1000);
      const rest = file.subarray(1000);
      expect((await patch(client, id, 1000, rest, checksum('sha256', rest))).status).toBe(204);
      await expectStored(environment.objectStore, `uploads/${id}/source`, file);
    });

    it.each(['crc32 AAAA', 'sha1', 'nonsense'])('are refused when they read %j', async (value) => {
      const id = await begin(client, 10);
      await expectProblem(await patch(client, id, 0, Buffer.from('abc'), { 'upload-checksum': value }), 400, 'bad_request');
    });
  });

  describe('termination', () => {
    it('frees the store', async () => {
      const id = await begin(client, 20 * 2 ** 20);
      expect((await patch(client, id, 0, makeFile(10 * 2 ** 20))).status).toBe(204);
      const row = await environment.database.upload.findUniqueOrThrow({ where: { id } });
      expect(await environment.objectStore.listParts(row.objectKey, row.multipartId ?? '')).toHaveLength(1);
      expect((await ask(client, 'DELETE', `/${id}`)).status).toBe(204);
      expect(await listKeys(environment.objectStore, id)).toEqual([]);
      await expect(environment.objectStore.listParts(row.objectKey, row.multipartId ?? '')).rejects.toMatchObject({ code: 'not_found' });
      expect((await ask(client, 'HEAD', `/${id}`)).status).toBe(410);
      await expectProblem(await patch(client, id, 0, Buffer.from('abc')), 410, 'upload_gone');
      await expectProblem(await ask(client, 'DELETE', `/${id}`), 410, 'upload_gone');
    });

    it('ends a request that is still sending', async () => {
      const id = await begin(client, 2 ** 20);
      const sending = patch(client, id, 0, endless());
      await sleep(300);
      expect((await ask(client, 'DELETE', `/${id}`)).status).toBe(204);
      await expectProblem(await sending, 423, 'upload_locked');
      expect(await listKeys(environment.objectStore, id)).toEqual([]);
    });

    it('does not touch a film', async () => {
      const id = await begin(client, 4);
      await patch(client, id, 0, Buffer.from('film'));
      await expectProblem(await ask(client, 'DELETE', `/${id}`), 409, 'conflict');
      expect(await readStored(environment.objectStore, `uploads/${id}/source`)).toHaveLength(4);
    });
  });

  describe('access', () => {
    it('needs a token that is known and may write', async () => {
      await expectProblem(
        await ask({ ...client, token: 'x'.repeat(40) }, 'POST', '', { ...TUS, 'upload-length': '1' }),
        401,
        'unauthenticated',
      );
      await expectProblem(
        await fetch(`${server.url}/api/uploads`, { method: 'POST', headers: { ...TUS, 'upload-length': '1' } }),
        401,
        'unauthenticated',
      );
      const reader = await signUp({ scope: 'READ' });
      await expectProblem(await ask(reader, 'POST', '', { ...TUS, 'upload-length': '1' }), 403, 'forbidden');
    });

    it('is not for viewers', async () => {
      const viewer = await signUp({ role: 'VIEWER' });
      await expectProblem(await ask(viewer, 'POST', '', { ...TUS, 'upload-length': '1' }), 403, 'forbidden');
    });

    it("hides others' uploads, except from administrators", async () => {
      const id = await begin(client, 10);
      const other = await signUp();
      expect((await ask(other, 'HEAD', `/${id}`)).status).toBe(404);
      await expectProblem(await ask(other, 'GET', `/${id}`, {}), 404, 'not_found');
      await expectProblem(await ask(other, 'DELETE', `/${id}`), 404, 'not_found');
      await expectProblem(await patch(other, id, 0, Buffer.from('abc')), 404, 'not_found');
      expect((await ask(other, 'GET', '', {}).then((answer) => answer.json())) as object).toEqual({ items: [] });
      const admin = await signUp({ role: 'ADMIN', scope: 'ADMIN' });
      expect((await ask(admin, 'HEAD', `/${id}`)).status).toBe(200);
      const limited = await signUp({ role: 'ADMIN', scope: 'WRITE' });
      expect((await ask(limited, 'HEAD', `/${id}`)).status).toBe(404);
    });

    it('is refused to what does not exist', async () => {
      await expectProblem(await patch(client, '0000000000000000', 0, Buffer.from('abc')), 404, 'not_found');
      expect((await ask(client, 'HEAD', '/nonsense')).status).toBe(404);
    });
  });

  it('lists uploads under way, newest first', async () => {
    const own = await signUp();
    const older = await begin(own, 10, metadata({ filename: 'older.mp4' }));
    const done = await begin(own, 4);
    await patch(own, done, 0, Buffer.from('film'));
    const newer = await begin(own, 20, metadata({ filename: 'newer.mp4' }));
    const { items } = (await (await ask(own, 'GET', '', {})).json()) as { items: { id: string }[] };
    expect(items.map(({ id }) => id)).toEqual([newer, older]);
  });
});

/** A body that never ends: a first piece, then silence. */
function endless(): ReadableStream {
  return new ReadableStream({ start: (controller) => controller.enqueue(Buffer.alloc(100_000)) });
}
