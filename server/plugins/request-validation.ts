import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { AppError } from '../../core/errors.ts';
import { cleanTexts } from '../../core/podcasts/clean-text.ts';
import type { App } from '../app.ts';

/**
 * Bodies are taken at their word (Fastify's own compiler would turn null into "" and drop fields it does not know);
 * queries and path parameters are text by nature, so numbers and booleans are read out of them. All faults are told.
 */
export function registerRequestValidation(app: App): void {
  const bodies = openAjv({ coerceTypes: false });
  const texts = openAjv({ coerceTypes: 'array' });
  app.setValidatorCompiler(({ schema, httpPart }) => (httpPart === 'body' ? bodies : texts).compile(schema));
  app.addHook('preValidation', async (request) => {
    if (request.url.includes('%00')) throw nulFault();
    const dropsUnfitText = request.routeOptions.config.dropsUnfitText === true;
    refuseUnfitJson(request.body, 0, dropsUnfitText ? () => undefined : refuseUnfitText);
    if (dropsUnfitText) request.body = cleanTexts(request.body);
  });
}

/** No body of ours is nested deeper than a handful; the bound keeps the walk below within the stack. */
const MAX_DEPTH = 64;
/** With the u flag a surrogate counts as one only where it has no partner. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Looks into parsed JSON only, not into streams. */
function refuseUnfitJson(value: unknown, depth: number, checkText: (text: string) => void): void {
  if (depth > MAX_DEPTH) throw new AppError('bad_request', `JSON may be nested at most ${MAX_DEPTH} levels deep.`);
  if (typeof value === 'string') checkText(value);
  else if (Array.isArray(value)) for (const child of value) refuseUnfitJson(child, depth + 1, checkText);
  else if (isPlainObject(value)) {
    for (const [name, child] of Object.entries(value)) {
      checkText(name);
      refuseUnfitJson(child, depth + 1, checkText);
    }
  }
}

/** PostgreSQL's text can hold neither U+0000 nor half a character, so both are refused before they get there. */
function refuseUnfitText(text: string): void {
  if (text.includes('\0')) throw nulFault();
  if (LONE_SURROGATE.test(text)) throw new AppError('bad_request', 'Text may not contain a surrogate without its partner.');
}

const nulFault = () => new AppError('bad_request', 'Text may not contain the character U+0000.');

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Characters that cannot be stored or published are dropped from a JSON body's texts instead of refused. */
    dropsUnfitText?: boolean;
  }
}

function openAjv(options: { coerceTypes: boolean | 'array' }): Ajv {
  const ajv = new Ajv({ ...options, allErrors: true, useDefaults: true, removeAdditional: false, strict: true, allowUnionTypes: true });
  addFormats.default(ajv);
  return ajv;
}
