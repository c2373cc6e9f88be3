import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { App } from '../app.ts';

/**
 * Bodies are taken at their word (Fastify's own compiler would turn null into "" and drop fields it does not know);
 * queries and path parameters are text by nature, so numbers and booleans are read out of them. All faults are told.
 */
export function registerRequestValidation(app: App): void {
  const bodies = openAjv({ coerceTypes: false });
  const texts = openAjv({ coerceTypes: 'array' });
  app.setValidatorCompiler(({ schema, httpPart }) => (httpPart === 'body' ? bodies : texts).compile(schema));
}

function openAjv(options: { coerceTypes: boolean | 'array' }): Ajv {
  const ajv = new Ajv({ ...options, allErrors: true, useDefaults: true, removeAdditional: false, strict: true, allowUnionTypes: true });
  addFormats.default(ajv);
  return ajv;
}
