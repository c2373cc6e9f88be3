import { createHash } from 'node:crypto';
import apiReference from '@scalar/fastify-api-reference';
import type { App, ServerDependencies } from '../app.ts';
import { openToAnyone } from './access-rules.ts';
import { DOCUMENT_URL } from './openapi.ts';
import { planContentSecurityPolicy, renderContentSecurityPolicy } from './security.ts';

/** The browsable reference, from files of our own: nothing is fetched from elsewhere. */
export async function registerApiDocs(app: App, { config }: ServerDependencies): Promise<void> {
  const policy = planContentSecurityPolicy(config);
  await app.register(async (scope) => {
    openToAnyone(scope as App, { quiet: true });
    scope.addHook('onSend', async (_request, reply, payload) => {
      if (typeof payload !== 'string' || !payload.startsWith('<!doctype html>')) return;
      reply.header('content-security-policy', renderContentSecurityPolicy({ ...policy, ...allowReference(payload) }));
    });
    await scope.register(apiReference, {
      routePrefix: '/api/docs',
      configuration: {
        url: DOCUMENT_URL,
        pageTitle: 'Rostrum API',
        withDefaultFonts: false,
        telemetry: false,
        hideClientButton: true,
        agent: { disabled: true },
        showDeveloperTools: 'never',
      },
    });
  });
}

/** The reference writes its styles into the page and carries its fonts in them. */
function allowReference(html: string) {
  return {
    'script-src': ["'self'", ...hashInlineScripts(html)],
    'style-src': ["'self'", "'unsafe-inline'"],
    'font-src': ["'self'", 'data:'],
  };
}

/** The page starts itself by a script in its text; the policy names exactly that one (CSP 3, 2.3.1 hash-source). */
function hashInlineScripts(html: string): string[] {
  return [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, source = '']) => `'sha256-${createHash('sha256').update(source).digest('base64')}'`,
  );
}
