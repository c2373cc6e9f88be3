import { AppError, type ErrorCode } from '../errors.ts';

const CODE_BY_NAME: Readonly<Record<string, ErrorCode>> = {
  NoSuchBucket: 'object_store_unavailable',
  InvalidPart: 'precondition_failed',
  InvalidPartOrder: 'precondition_failed',
  EntityTooSmall: 'precondition_failed',
};

const CODE_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'object_store_denied',
  403: 'object_store_denied',
  404: 'not_found',
  412: 'precondition_failed',
  416: 'range_not_satisfiable',
};

interface S3Failure {
  readonly name: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

const asFailure = (error: unknown): S3Failure => error as S3Failure;

/** Runs calls of the SDK and says their errors in the store's words, the SDK's error as `cause`. */
export async function inS3Words<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw translateS3Error(error);
  }
}

/** Leaves alone what is ours already, and a caller's own abort. */
export function translateS3Error(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error) || error.name === 'AbortError') return error;
  const status = asFailure(error).$metadata?.httpStatusCode ?? 0;
  const code = CODE_BY_NAME[error.name] ?? CODE_BY_STATUS[status] ?? 'object_store_unavailable';
  const explains = code === 'object_store_denied' || code === 'object_store_unavailable';
  return new AppError(code, explains ? `The object store failed (${error.name}).` : undefined, { cause: error });
}

/** The ETag of a 304, which the SDK throws; null for any other error. */
export function readNotModified(error: unknown, fallbackETag: string): string | null {
  if (!(error instanceof Error) || asFailure(error).$metadata?.httpStatusCode !== 304) return null;
  return asFailure(error).$response?.headers?.['etag'] ?? fallbackETag;
}

/** Some stores leave out an ETag's quotes in the body of an answer (copy, complete). */
export function quoteETag(etag: string): string {
  return etag.startsWith('"') ? etag : `"${etag}"`;
}

/** A field that S3 always answers with. */
export function requireField<T>(value: T | undefined, name: string): T {
  if (value === undefined || value === '') throw new AppError('object_store_unavailable', `The object store answered without ${name}.`);
  return value;
}
