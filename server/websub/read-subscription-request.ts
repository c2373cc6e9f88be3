import { AppError } from '../../core/errors.ts';

/** What a subscriber asks the hub for (W3C WebSub, 5.1). */
export interface SubscriptionRequest {
  readonly mode: 'subscribe' | 'unsubscribe';
  readonly topic: string;
  readonly callback: string;
  readonly secret: string | null;
  readonly leaseSeconds: number;
}

const DAY_SECONDS = 86_400;
/** A subscriber may wish; the hub decides, and tells with the verification. */
const LEASE_SECONDS = { shortest: 300, usual: 10 * DAY_SECONDS, longest: 30 * DAY_SECONDS } as const;
/** W3C WebSub, 5.1: a secret "MUST be less than 200 bytes in length". */
const SECRET_BYTES = 200;
const CALLBACK_LENGTH = 2000;

/** @throws AppError bad_request with a sentence for the subscriber's developer. */
export function readSubscriptionRequest(form: URLSearchParams): SubscriptionRequest {
  return {
    mode: readMode(form.get('hub.mode')),
    topic: requireText(form, 'hub.topic'),
    callback: readCallback(requireText(form, 'hub.callback')),
    secret: readSecret(form.get('hub.secret')),
    leaseSeconds: readLease(form.get('hub.lease_seconds')),
  };
}

function readMode(mode: string | null): SubscriptionRequest['mode'] {
  if (mode === 'subscribe' || mode === 'unsubscribe') return mode;
  if (mode === 'publish') throw new AppError('bad_request', 'This hub knows of its feeds’ news by itself; nobody needs to tell it.');
  throw new AppError('bad_request', 'hub.mode must be subscribe or unsubscribe.');
}

function requireText(form: URLSearchParams, name: string): string {
  const text = form.get(name);
  if (!text) throw new AppError('bad_request', `${name} is missing.`);
  return text;
}

/** As the URL standard writes it, so that one callback is one subscription however it is spelled; a fragment is nobody's. */
function readCallback(text: string): string {
  if (text.length > CALLBACK_LENGTH) throw new AppError('bad_request', `hub.callback may have at most ${CALLBACK_LENGTH} characters.`);
  if (!URL.canParse(text)) throw new AppError('bad_request', 'hub.callback is not a URL.');
  const url = new URL(text);
  url.hash = '';
  return url.href;
}

function readSecret(secret: string | null): string | null {
  if (!secret) return null;
  if (Buffer.byteLength(secret) >= SECRET_BYTES)
    throw new AppError('bad_request', `hub.secret must be shorter than ${SECRET_BYTES} bytes.`);
  if (secret.includes('\0')) throw new AppError('bad_request', 'hub.secret may not contain the character U+0000.');
  return secret;
}

function readLease(text: string | null): number {
  if (!text) return LEASE_SECONDS.usual;
  if (!/^\d{1,15}$/.test(text)) throw new AppError('bad_request', 'hub.lease_seconds must be a whole number of seconds.');
  return Math.min(LEASE_SECONDS.longest, Math.max(LEASE_SECONDS.shortest, Number(text)));
}
