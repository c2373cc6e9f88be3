/**
 * Every error that leaves Rostrum, in one table. On the HTTP edge a code becomes RFC 9457 problem+json
 * (server/plugins/problem-details.ts); on the queue edge a permanent code fails the asset, anything else is retried.
 */
export interface ErrorKind {
  readonly status: number;
  readonly title: string;
  /** Trying again with the same input cannot help. Only the queue edge asks. */
  readonly permanent: boolean;
}

const request = (status: number, title: string): ErrorKind => ({ status, title, permanent: true });
const source = (title: string): ErrorKind => ({ status: 422, title, permanent: true });
const passing = (status: number, title: string): ErrorKind => ({ status, title, permanent: false });

export const ERROR_KINDS = {
  bad_request: request(400, 'The request is malformed'),
  validation_failed: request(400, 'The request does not match the schema'),
  malformed_json: request(400, 'The body is not valid JSON'),
  bad_cursor: request(400, 'The cursor is not one that this list gave out'),
  unauthenticated: request(401, 'A valid token or session is needed'),
  forbidden: request(403, 'This token or account may not do that'),
  playback_denied: request(403, 'This media needs a valid, unexpired playback link'),
  not_found: request(404, 'There is nothing here'),
  method_not_allowed: request(405, 'This method is not available here'),
  conflict: request(409, 'The request conflicts with the current state'),
  handle_taken: request(409, 'This handle is taken'),
  slug_taken: request(409, 'This address is taken'),
  upload_gone: request(410, 'This upload has expired or was ended'),
  show_gone: request(410, 'This show was deleted'),
  episode_gone: request(410, 'This episode was deleted'),
  subscription_ended: request(410, 'This private link was withdrawn'),
  precondition_failed: request(412, 'A precondition of the request does not hold'),
  body_too_large: request(413, 'The body is too large'),
  upload_too_large: request(413, 'The file is larger than this instance accepts'),
  quota_exceeded: request(413, "The upload does not fit into the account's quota"),
  unsupported_media_type: request(415, 'This content type is not accepted here'),
  artwork_refused: request(422, 'The picture cannot be used as artwork'),
  chapters_refused: request(422, 'The chapters cannot be used'),
  transcript_refused: request(422, 'The transcript cannot be used'),
  schedule_in_past: request(422, 'The time of publication lies in the past'),
  not_ready_to_publish: request(422, 'Something is missing before this can be published'),
  address_refused: request(422, 'The address is not on the public internet'),
  too_many_redirects: request(422, 'The address redirects without end'),
  answer_too_large: request(422, 'The other host sends more than is read here'),
  range_not_satisfiable: request(416, 'The requested range lies outside the object'),
  upload_locked: request(423, 'Another request is writing to this upload'),
  rate_limited: request(429, 'Too many requests; slow down'),
  checksum_mismatch: request(460, 'The bytes do not match their checksum'),

  source_empty: source('The file is empty'),
  source_not_media: source('The file is neither video nor audio'),
  source_damaged: source('The file is damaged and cannot be played'),
  source_encrypted: source('The file is encrypted'),
  source_too_large: source('The picture is larger than this instance accepts'),
  source_too_long: source('The film is longer than this instance accepts'),
  source_without_sound: source('The file has no sound'),

  feed_unreachable: source('The feed cannot be fetched'),
  feed_redirects: source('The feed redirects without end'),
  feed_too_large: source('The feed is larger than this instance reads'),
  feed_unreadable: source('This is not a podcast feed'),
  feed_locked: source('The feed is locked against being imported'),
  enclosure_unreachable: source("The episode's file cannot be fetched"),
  enclosure_too_large: source("The episode's file is larger than this instance accepts"),

  internal: passing(500, 'Something went wrong on our side'),
  format_unknown: passing(501, 'This format is not spoken here'),
  encoder_failed: passing(500, 'The encoder failed'),
  package_incomplete: passing(500, 'The encoded film is incomplete'),
  host_unreachable: passing(502, 'The other host gives no usable answer'),
  object_store_denied: passing(502, 'The object store refused our credentials'),
  object_store_unavailable: passing(503, 'The object store does not answer'),
  unavailable: passing(503, 'The service is not ready'),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_KINDS;

/** A fault with a code of the table and a sentence for the person who meets it. Keeps its `cause`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, detail?: string, options?: ErrorOptions) {
    super(detail ?? `${ERROR_KINDS[code].title}.`, options);
    this.code = code;
  }

  get kind(): ErrorKind {
    return ERROR_KINDS[this.code];
  }
}

/** True for an AppError whose code says that trying again cannot help. */
export function isPermanent(error: unknown): error is AppError {
  return error instanceof AppError && error.kind.permanent;
}

/** True for an AppError with this code. */
export function hasCode(error: unknown, code: ErrorCode): error is AppError {
  return error instanceof AppError && error.code === code;
}
