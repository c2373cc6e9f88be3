import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';

let environment: TestEnvironment;
let server: TestServer;
// biome-ignore lint/suspicious/noExplicitAny: a document of any shape is what is being examined.
let document: any;

beforeAll(async () => {
  environment = await openTestEnvironment();
  server = await startTestServer(environment);
  document = await (await fetch(`${server.url}/api/openapi.json`)).json();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head'];

/** Every object inside a JSON value, with the path to it. */
function* walk(value: unknown, path = '#'): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [path, value as Record<string, unknown>];
  for (const [name, child] of Object.entries(value)) yield* walk(child, `${path}/${name}`);
}

const resolve = (pointer: string) =>
  pointer
    .slice(2)
    .split('/')
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    .reduce((value: any, name) => value?.[name.replaceAll('~1', '/').replaceAll('~0', '~')], document);

test('the document is OpenAPI 3.1 with a title, servers, tags and both ways to authenticate', () => {
  expect(document.openapi).toMatch(/^3\.1\./);
  expect(document.info).toMatchObject({ title: 'Rostrum', version: expect.any(String) });
  expect(document.servers).toEqual([{ url: server.url }]);
  expect(Object.keys(document.components.securitySchemes)).toEqual(['bearer', 'session']);
});

test('every reference leads somewhere', () => {
  const references = [...walk(document)].flatMap(([path, { $ref }]) => (typeof $ref === 'string' ? [[path, $ref] as const] : []));
  expect(references.length).toBeGreaterThan(0);
  for (const [path, reference] of references) expect(resolve(reference), `${path} -> ${reference}`).toBeDefined();
});

test('every operation has a summary, a known tag, an answer with a schema, and may answer with a problem', () => {
  const tags = document.tags.map((tag: { name: string }) => tag.name);
  const operations = Object.entries<Record<string, Record<string, unknown>>>(document.paths).flatMap(([url, methods]) =>
    Object.entries(methods)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]) => [`${method} ${url}`, operation] as const),
  );
  expect(operations.length).toBeGreaterThan(15);
  for (const [name, operation] of operations) {
    expect(operation['summary'], name).toEqual(expect.any(String));
    expect(tags, name).toContain((operation['tags'] as string[])[0]);
    const responses = operation['responses'] as Record<string, { content?: object }>;
    expect(
      Object.keys(responses).some((status) => /^2(\d\d|XX)$/.test(status)),
      name,
    ).toBe(true);
    expect(responses['default']?.content, name).toHaveProperty('application/problem+json');
  }
});

test('what players and clients rely on is described by name', () => {
  expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(['Video', 'Channel', 'Asset', 'Me', 'Problem']));
  for (const path of [
    '/api/videos',
    '/api/videos/{id}',
    '/api/channels/{handle}',
    '/api/assets/{id}',
    '/api/assets/{id}/events',
    '/api/me',
  ]) {
    expect(document.paths, path).toHaveProperty([path]);
  }
  const video = document.paths['/api/videos/{id}'].get.responses['200'].content['application/json'].schema;
  expect(video).toEqual({ $ref: '#/components/schemas/Video' });
});

test('bodies that a route reads by itself are described too, each content type with its schema', () => {
  const bodyOf = (path: string, method: string) => document.paths[path][method].requestBody;
  const chapters = bodyOf('/api/shows/{slug}/episodes/{id}/chapters', 'put');
  expect(chapters.required).toBe(true);
  const types = ['application/json', 'application/json+chapters', 'application/xml', 'text/xml', 'text/plain'];
  expect(Object.keys(chapters.content)).toEqual(types);
  expect(JSON.stringify(chapters.content['application/json'])).toContain('"#/components/schemas/Chapter"');
  const transcript = bodyOf('/api/shows/{slug}/episodes/{id}/transcripts/{language}', 'put').content;
  expect(Object.keys(transcript)).toEqual(['text/vtt', 'application/x-subrip', 'application/srt', 'application/json', 'text/plain']);
  expect(JSON.stringify(transcript['application/json'])).toContain('"#/components/schemas/Cue"');
  for (const path of ['/api/shows/{slug}/artwork', '/api/shows/{slug}/episodes/{id}/artwork']) {
    const { content } = bodyOf(path, 'put');
    expect(Object.keys(content), path).toEqual(['image/jpeg', 'image/png', 'image/webp']);
    expect(content['image/png'].schema, path).toMatchObject({ type: 'string', format: 'binary' });
  }
  expect(JSON.stringify(document)).not.toContain('x-rostrum');
});

test('every PUT, and every PATCH, says what its body is', () => {
  for (const [path, methods] of Object.entries<Record<string, { requestBody?: { content: object } }>>(document.paths)) {
    for (const method of ['put', 'patch']) {
      if (methods[method]) expect(Object.keys(methods[method].requestBody?.content ?? {}), `${method} ${path}`).not.toEqual([]);
    }
  }
});

test("tus' bytes and headers are described, in requests and answers", () => {
  const create = document.paths['/api/uploads'].post;
  const { patch, head } = document.paths['/api/uploads/{id}'];
  const bytes = { 'application/offset+octet-stream': { schema: { type: 'string', format: 'binary' } } };
  expect(create.requestBody).toMatchObject({ required: false, content: bytes });
  expect(patch.requestBody).toMatchObject({ required: true, content: bytes });
  const headersOf = ({ parameters }: { parameters: { in: string; name: string; required: boolean }[] }) =>
    parameters.filter((parameter) => parameter.in === 'header').map(({ name, required }) => (required ? name : `${name}?`));
  expect(headersOf(create)).toEqual(['Tus-Resumable', 'Upload-Length', 'Upload-Metadata?', 'Upload-Checksum?']);
  expect(headersOf(patch)).toEqual(['Tus-Resumable', 'Upload-Offset', 'Upload-Checksum?']);
  expect(headersOf(head)).toEqual(['Tus-Resumable']);
  expect(Object.keys(create.responses['201'].headers)).toEqual(['Location', 'Upload-Offset', 'Upload-Expires', 'Rostrum-Asset']);
  expect(Object.keys(patch.responses['204'].headers)).toContain('Rostrum-Asset');
});

test('an address that is refused tells the operator of an import how it could be allowed', () => {
  expect(document.paths['/api/imports'].post.description).toContain('OUTBOUND_ALLOW');
});

test('every schema is used, and every path parameter declared', () => {
  const text = JSON.stringify(document);
  for (const name of Object.keys(document.components.schemas)) expect(text, name).toContain(`"#/components/schemas/${name}"`);
  for (const [url, methods] of Object.entries<Record<string, { parameters?: { name: string; in: string }[] }>>(document.paths)) {
    const names = [...url.matchAll(/{(\w+)}/g)].map(([, name]) => name);
    for (const [method, { parameters = [] }] of Object.entries(methods)) {
      const declared = parameters.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name);
      expect(declared, `${method} ${url}`).toEqual(names);
    }
  }
});

test('only the API is described', () => {
  for (const url of Object.keys(document.paths)) expect(url).toMatch(/^\/api\//);
});

test('the reference page comes without anything from other hosts, and its policy names its one script', async () => {
  const page = await fetch(`${server.url}/api/docs/`);
  const html = await page.text();
  expect(html).not.toMatch(/(?:src|href)="https?:/);
  expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self' 'sha256-[A-Za-z0-9+/=]+';/);
  const [, script] = /<script src="([^"]+)"/.exec(html) ?? [];
  const file = await fetch(new URL(script as string, `${server.url}/api/docs/`));
  expect(file.status).toBe(200);
  expect(file.headers.get('content-type')).toContain('javascript');
});
