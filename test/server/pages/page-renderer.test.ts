import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPageRenderer, fillTemplate } from '../../../server/pages/page-renderer.ts';

const TEMPLATE = `<!doctype html><head><title>Rostrum</title>
    <meta name="description" content="Films." /></head>
  <body><div id="app"></div>
    <noscript>Please allow scripts. <a href="/podcasts">Podcasts</a></noscript></body>`;
const MISSING = { kind: 'missing', path: '/podcasts/x', status: 404 } as const;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rostrum-pages-'));
});
afterEach(() => rm(folder, { recursive: true }));

const built = () => ({ templatePath: join(folder, 'index.html'), modulePath: join(folder, 'render-page.mjs') });
const render = () => createPageRenderer({ publicUrl: 'https://rostrum.example' }, built())(MISSING);

test('what people wrote is not read as a pattern of the replacement', () => {
  const html = fillTemplate(TEMPLATE, { head: '<title>$& $1 $`</title>', root: "<p>$' $$</p>", data: { ...MISSING, path: '$&' } });
  expect(html).toContain('<title>$& $1 $`</title>');
  expect(html).toContain(`<div id="app"><p>$' $$</p></div>`);
  expect(html).toContain('"path":"$&"');
});

test('a page that needs no scripts does not ask for them', async () => {
  await writeFile(built().templatePath, TEMPLATE);
  await writeFile(built().modulePath, "export const renderPage = ({ status }) => '<h1>' + status + '</h1>';");
  const page = await render();
  expect(page?.html).toContain('<div id="app"><h1>404</h1></div>');
  expect(page?.html).toContain('<script type="application/json" id="page-data">{"kind":"missing"');
  expect(page?.html).not.toContain('noscript');
});

test('without the module that renders the browser gets the data alone', async () => {
  await writeFile(built().templatePath, TEMPLATE);
  const page = await render();
  expect(page?.html).toContain('<div id="app"></div>');
  expect(page?.html).toContain('id="page-data"');
});

test('before the first build there is no page', async () => {
  expect(await render()).toBeNull();
});

test('a new build shows at once, under another ETag', async () => {
  await writeFile(built().templatePath, TEMPLATE);
  await writeFile(built().modulePath, "export const renderPage = () => 'one';");
  const first = await render();
  await writeFile(built().modulePath, "export const renderPage = () => 'two';");
  await utimes(built().modulePath, new Date(), new Date(Date.now() + 5000));
  const second = await render();
  expect(second?.html).toContain('<div id="app">two</div>');
  expect(second?.etag).not.toBe(first?.etag);
});
