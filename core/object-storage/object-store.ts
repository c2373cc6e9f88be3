import type { Readable } from 'node:stream';

/**
 * The object store's contract: the few verbs that Rostrum needs of S3, with two implementations (S3 and a folder)
 * that one conformance suite holds to the same behaviour. Keys are relative paths of plain characters, made only by
 * object-keys.ts. A put is atomic: readers see the old object or the new one, never a part.
 *
 * Every verb throws AppError: `bad_request` for what is no key (object-key-rules.ts), `not_found` for an unknown key or
 * multipart upload, `precondition_failed`, `range_not_satisfiable`, `object_store_denied` for refused credentials,
 * `object_store_unavailable` when the store does not answer after retries. A put whose stream fails throws what the
 * stream threw.
 */
export interface ObjectStore extends AsyncDisposable {
  /** Stores a whole body. A stream of unknown length is sent in parts; memory stays flat. */
  put(key: string, body: Readable | Uint8Array | string, options: PutOptions): Promise<StoredObject>;
  /** Opens the object or one range of it. With `ifNoneMatch`/`ifModifiedSince`, an unchanged object gives `notModified`. */
  get(key: string, options?: GetOptions): Promise<ObjectRead>;
  head(key: string): Promise<ObjectHead>;
  /** One page of keys in byte order; `nextCursor` is null on the last page. Pages hold at most 1,000 keys. */
  list(prefix: string, options?: { cursor?: string | undefined; limit?: number | undefined }): Promise<ObjectPage>;
  /** Deletes any number of keys; unknown ones are no error. */
  deleteMany(keys: readonly string[]): Promise<void>;
  copy(fromKey: string, toKey: string): Promise<StoredObject>;

  createMultipart(key: string, options: PutOptions): Promise<string>;
  /** Parts are numbered from 1; all but the last have at least 5 MiB. Sending a number again replaces that part. */
  putPart(key: string, multipartId: string, number: number, body: Uint8Array): Promise<MultipartPart>;
  listParts(key: string, multipartId: string): Promise<MultipartPart[]>;
  /**
   * Joins the parts into the object: all that were sent, in order. Safe to repeat: when the multipart is gone and the
   * object is there, that is success.
   */
  completeMultipart(key: string, multipartId: string, parts: readonly MultipartPart[]): Promise<StoredObject>;
  /** Forgets the parts; an unknown multipart is no error. */
  abortMultipart(key: string, multipartId: string): Promise<void>;

  /** Where another process (ffmpeg) on this machine can read the object by ranges: a path, or a URL that expires. */
  locate(key: string, expiresSeconds: number): Promise<ObjectLocation>;
  /** A URL that reads the object for `expiresSeconds`, without further credentials. */
  presignGet(key: string, expiresSeconds: number): Promise<string>;
  /** A URL that accepts a PUT of the object for `expiresSeconds`, with the same Content-Type and Cache-Control as agreed. */
  presignPut(key: string, expiresSeconds: number, options: PutOptions): Promise<string>;
  /** Throws unless the store answers and accepts our credentials. For the readiness check. */
  check(): Promise<void>;
}

export interface PutOptions {
  readonly contentType: string;
  readonly cacheControl?: string | undefined;
}

export type ObjectLocation = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'url'; readonly url: string };

/** Both ends inclusive, as in HTTP; a suffix range asks for the last bytes. */
export type ByteRange = { readonly start: number; readonly end?: number | undefined } | { readonly suffixLength: number };

export interface GetOptions {
  readonly range?: ByteRange | undefined;
  /** One ETag, in its quotes. */
  readonly ifNoneMatch?: string | undefined;
  readonly ifModifiedSince?: Date | undefined;
  /** `precondition_failed` unless the object still has this ETag. */
  readonly ifMatch?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface StoredObject {
  readonly key: string;
  /** A strong ETag in double quotes. */
  readonly etag: string;
}

export interface ObjectHead extends StoredObject {
  readonly sizeBytes: number;
  readonly contentType: string;
  readonly cacheControl: string | null;
  readonly lastModified: Date;
}

export type ObjectRead =
  | { readonly notModified: true; readonly etag: string }
  | {
      readonly notModified: false;
      readonly head: ObjectHead;
      /** The bytes that `body` gives: the whole object, or the range as the store resolved it. */
      readonly range: { readonly start: number; readonly end: number } | null;
      readonly body: Readable;
    };

export interface ObjectPage {
  readonly objects: readonly { readonly key: string; readonly sizeBytes: number; readonly lastModified: Date }[];
  readonly nextCursor: string | null;
}

export interface MultipartPart {
  readonly number: number;
  readonly etag: string;
  readonly sizeBytes: number;
}

/** The smallest part that S3 takes, except for the last one. */
export const MINIMUM_PART_BYTES = 5 * 2 ** 20;
/** S3 takes at most this many parts. */
export const MAXIMUM_PARTS = 10_000;
