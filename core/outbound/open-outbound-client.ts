import { PassThrough, pipeline, type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Agent } from 'undici';
import { READ_ENCODINGS } from './bound-body.ts';
import { checkUrl } from './check-public-url.ts';
import type { Hop } from './follow-redirects.ts';
import { type Networks, readNetworks } from './network-rules.ts';
import { type AnswerHead, openAnswer } from './open-answer.ts';
import { openConnector, type Resolve, resolveBySystem } from './open-connector.ts';
import { openDeadline } from './open-deadline.ts';

/**
 * HTTP to hosts that strangers name: feeds to import, callbacks of subscribers. This is the only folder that
 * imports undici, so that no other code leaves the house unguarded (a review sees an import; no lint rule is needed).
 *
 * Every hop of a redirect is judged like the first address; every connection is judged where it is made
 * (open-connector.ts); time, size and the number of hops are bounded. There is no cookie jar, no cache and no proxy.
 */
export interface OutboundClient extends AsyncDisposable {
  /** Sends a request and reads the whole answer, unpacked. Any status is an answer. */
  request(url: string, options?: OutboundRequest): Promise<OutboundAnswer>;
  /** The same, with the body as a stream; it fails with what the caller's `request` would have thrown. Destroying it ends all. */
  download(url: string, options?: OutboundRequest): Promise<OutboundDownload>;
}

/** @throws (all of it) AppError address_refused, too_many_redirects, answer_too_large, host_unreachable; or the signal's reason. */
export interface OutboundRequest {
  readonly method?: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  readonly signal?: AbortSignal;
  /** For the whole request with all redirects, to the last byte; 30 s unless told. */
  readonly timeoutMs?: number;
  /** For the wait for headers, and between two pieces of the body; 20 s unless told. */
  readonly idleTimeoutMs?: number;
  /** Of the unpacked body; 1 MiB unless told. */
  readonly maxBytes?: number;
  /** How many redirects are followed; with 0 the redirect itself is the answer. 5 unless told. */
  readonly redirects?: number;
}

export type OutboundAnswer = AnswerHead & { readonly body: Buffer };
export type OutboundDownload = AnswerHead & { readonly stream: Readable };

export interface OutboundSettings {
  /** Networks (CIDR) that may be reached although they are private; `config.outbound`. */
  readonly allowedNetworks: readonly string[];
  /** Another resolver than the system's. */
  readonly resolve?: Resolve;
}

const DEFAULTS = { method: 'GET', timeoutMs: 30_000, idleTimeoutMs: 20_000, maxBytes: 2 ** 20, redirects: 5 } as const;
const USER_AGENT = 'Rostrum/0.1 (podcast host)';

/** Opens a client; dispose it to close its connections. @throws Error when a network is not in CIDR notation. */
export function openOutboundClient({ allowedNetworks, resolve = resolveBySystem }: OutboundSettings): OutboundClient {
  const allowed = readNetworks(allowedNetworks);
  const agent = new Agent({ connect: openConnector(allowed, resolve) });
  const open = (url: string, options: OutboundRequest, encodings: string, deadline: AbortSignal) => {
    const limits = { ...DEFAULTS, ...options, deadline, outer: options.signal, checkHop: (next: URL) => checkUrl(next.href, allowed) };
    return openAnswer(agent, planFirstHop(url, allowed, options, encodings), limits);
  };
  return {
    async request(url, options = {}) {
      using deadline = openDeadline(options.timeoutMs ?? DEFAULTS.timeoutMs, options.signal);
      const { head, chunks } = await open(url, options, READ_ENCODINGS, deadline.signal);
      return { ...head, body: await buffer(chunks) };
    },
    async download(url, options = {}) {
      const deadline = openDeadline(options.timeoutMs ?? DEFAULTS.timeoutMs, options.signal);
      try {
        const { head, chunks } = await open(url, options, 'identity', deadline.signal);
        const stream = new PassThrough();
        stream.once('close', () => deadline[Symbol.dispose]());
        pipeline(chunks, stream, () => undefined); // Its faults are the stream's own.
        return { ...head, stream };
      } catch (error) {
        deadline[Symbol.dispose]();
        throw error;
      }
    },
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

function planFirstHop(url: string, allowed: Networks, options: OutboundRequest, encodings: string): Hop {
  return {
    url: checkUrl(url, allowed),
    method: options.method ?? DEFAULTS.method,
    headers: { 'user-agent': USER_AGENT, 'accept-encoding': encodings, ...options.headers },
    body: options.body === undefined ? null : Buffer.from(options.body),
  };
}
