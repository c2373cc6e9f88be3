import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { AppError } from '../../core/errors.ts';
import type { App } from '../app.ts';

/**
 * Bodies are taken at their word (Fastify's own compiler would turn null into "" and drop fields it does not know);
 * queries and path parameters are text by nature, so numbers and booleans are read out of them. All faults are told.
 */
export function registerRequestValidation(app: App): void {
  const bodies = openAjv({ coerceTypes: false });
  const texts = openAjv({ coerceTypes: 'array' });
  app.setValidatorCompiler(({ schema, httpPart }) => (httpPart === 'body' ? bodies : texts).compile(schema));
  app.addHook('preValidation', async ({ url, body }) => {
    if (url.includes('%00') || carriesNul(body)) throw new AppError('bad_request', 'Text may not contain the character U+0000.');
  });
}

/** PostgreSQL's text cannot hold U+0000, so it is refused before it gets there. Looks into parsed JSON only, not into streams. */
function carriesNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (Array.isArray(value)) return value.some(carriesNul);
  return isPlainObject(value) && Object.entries(value).some(([name, child]) => name.includes('\0') || carriesNul(child));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function openAjv(options: { coerceTypes: boolean | 'array' }): Ajv {
  const ajv = new Ajv({ ...options, allErrors: true, useDefaults: true, removeAdditional: false, strict: true, allowUnionTypes: true });
  addFormats.default(ajv);
  return ajv;
}
