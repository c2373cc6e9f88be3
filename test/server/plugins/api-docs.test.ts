import { expect, test } from 'vitest';
import { openTestEnvironment } from '../../support/environment.ts';
import { openBrowser } from '../../support/open-browser.ts';
import { startTestServer } from '../../support/start-test-server.ts';

test('the browsable reference shows the API under its own policy, and asks no other host for anything', { timeout: 90_000 }, async () => {
  await using environment = await openTestEnvironment();
  await using server = await startTestServer(environment);
  await using browser = await openBrowser();
  const page = await browser.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    const { url } = message.location();
    if (message.type() === 'error' && !url.endsWith('/favicon.ico')) faults.push(`${message.text()} ${url}`);
  });
  await page.goto(`${server.url}/api/docs`);
  await page.getByText('Begin an upload').first().waitFor({ timeout: 60_000 });
  expect(faults).toEqual([]);
});
