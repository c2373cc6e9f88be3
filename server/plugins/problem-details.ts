import { errorCodes, type FastifyError, type FastifyReply, type FastifyRequest, type FastifySchemaValidationError } from 'fastify';
import { AppError, ERROR_KINDS, type ErrorCode } from '../../core/errors.ts';
import type { App } from '../app.ts';
import { collectRoutes, findAllowedMethods } from './allowed-methods.ts';

/**
 * The one translator on the HTTP edge: whatever is thrown becomes RFC 9457 problem+json, with a code of the table in
 * core/errors.ts as its type. Texts of 5xx faults stay in our logs; `instance` is the request id to find them by.
 */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly ValidationFault[];
}

/** `pointer` is a JSON pointer whose first part says where: "/body/title", "/query/limit", "/params/id". */
export interface ValidationFault {
  readonly pointer: string;
  readonly detail: string;
}

const FRAMEWORK_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_VALIDATION: 'validation_failed',
};

/** Says what a thrown value means to the caller. Faults of Fastify itself keep their meaning; all others are ours. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { code, statusCode, message } = error as Partial<FastifyError>;
  const known = FRAMEWORK_CODES[code ?? ''];
  if (known) return new AppError(known, undefined, { cause: error });
  if (statusCode && statusCode >= 400 && statusCode < 500) return new AppError(codeOfStatus(statusCode), message, { cause: error });
  return new AppError('internal', undefined, { cause: error });
}

function codeOfStatus(status: number): ErrorCode {
  const codes: Readonly<Record<number, ErrorCode>> = { 401: 'unauthenticated', 403: 'forbidden', 404: 'not_found', 429: 'rate_limited' };
  return codes[status] ?? 'bad_request';
}

const OUR_FAULT = 'The fault is on our side. Try again later; if it stays, tell us the instance.';

function describeProblem(error: AppError, requestId: string, errors?: readonly ValidationFault[]): Problem {
  const { status, title } = error.kind;
  const detail = status >= 500 ? OUR_FAULT : error.message;
  return { type: `/problems/${error.code}`, title, status, detail, instance: requestId, ...(errors ? { errors } : {}) };
}

/** Names each faulty field; Ajv's path leaves out the name of a field that is missing or not known. */
export function describeFaults(faults: readonly FastifySchemaValidationError[], context: string): ValidationFault[] {
  const place = context === 'querystring' ? 'query' : context;
  return faults.map(({ instancePath, params, message }) => {
    const field = params['missingProperty'] ?? params['additionalProperty'];
    const pointer = `/${place}${instancePath}${field === undefined ? '' : `/${escapePointer(String(field))}`}`;
    return { pointer, detail: message ?? 'is not valid' };
  });
}

/** RFC 6901, 3. */
const escapePointer = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');

type ShowPage = (request: FastifyRequest, reply: FastifyReply) => FastifyReply | null;

/** Answers a request with what went wrong. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = error instanceof errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE ? refuseContentType(request, reply) : toAppError(error);
  const { validation, validationContext } = error as Partial<FastifyError>;
  const faults = validation && describeFaults(validation, validationContext ?? 'body');
  if (problem.kind.status >= 500) request.log.error({ err: error, req: request }, 'the request failed');
  // A route that takes other credentials has said which.
  if (problem.code === 'unauthenticated' && !reply.hasHeader('www-authenticate'))
    reply.header('www-authenticate', 'Bearer realm="rostrum"');
  reply
    .code(problem.kind.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    // A string, so that no route's response schema has a say in it.
    .send(JSON.stringify(describeProblem(problem, request.id, faults)));
}

/** Names what the route takes instead, in the sentence and as RFC 9110 (15.5.16) has it, in `Accept`. */
function refuseContentType({ routeOptions }: FastifyRequest, reply: FastifyReply): AppError {
  const { config, schema } = routeOptions;
  const accepted = Object.keys(config.reads?.bodies ?? (schema?.body ? { 'application/json': schema.body } : {}));
  if (accepted.length === 0) return new AppError('unsupported_media_type');
  reply.header('accept', accepted.join(', '));
  return new AppError('unsupported_media_type', `The Content-Type of this body must be ${EITHER.format(accepted)}.`);
}

const EITHER = new Intl.ListFormat('en', { type: 'disjunction' });

/**
 * Registers the translator, the answer for what is not there, and a page for each `type`.
 * @param showPage answers a person's browser that went astray with a page, or null when it is not one
 */
export function registerProblemDetails(app: App, showPage: ShowPage = () => null): void {
  const routes = collectRoutes(app);
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler((request, reply) => {
    const allowed = findAllowedMethods(routes, request.url);
    if (allowed.length === 0 || allowed.includes(request.method)) {
      const page = showPage(request, reply);
      if (page) return page;
      throw new AppError('not_found');
    }
    reply.header('allow', allowed.join(', '));
    throw new AppError('method_not_allowed', `Here one can use ${allowed.join(', ')}.`);
  });
  app.get<{ Params: { code: string } }>(
    '/problems/:code',
    { config: { access: 'public', credentials: 'ignored' }, schema: { hide: true } },
    async (request) => explainProblem(request.params.code),
  );
}

function explainProblem(code: string): object {
  if (!Object.hasOwn(ERROR_KINDS, code)) throw new AppError('not_found', 'There is no problem of this name.');
  const { status, title, permanent } = ERROR_KINDS[code as ErrorCode];
  return {
    type: `/problems/${code}`,
    title,
    status,
    retry: permanent ? 'The same request will fail again.' : 'Trying again later may help.',
  };
}
