import type { Agent, Dispatcher } from 'undici';
import { checkContentLength, openBoundedBody } from './bound-body.ts';
import { describeFault } from './describe-fault.ts';
import { type Hop, openHopCounter, planNextHop } from './follow-redirects.ts';

export interface AnswerHead {
  readonly status: number;
  /** Names in lower case; values of repeated headers joined. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where the answer came from, after all redirects. */
  readonly url: string;
}

export interface AnswerLimits {
  readonly redirects: number;
  readonly maxBytes: number;
  readonly idleTimeoutMs: number;
  /** Ends everything; its reason is what is thrown. */
  readonly deadline: AbortSignal;
  /** The caller's own signal, whose reason is no fault of the other host. */
  readonly outer: AbortSignal | undefined;
  /** Judges where a redirect leads. @throws AppError address_refused */
  readonly checkHop: (url: URL) => URL;
}

export interface OpenAnswer {
  readonly head: AnswerHead;
  readonly chunks: AsyncIterable<Buffer>;
}

/** Follows redirects to an answer and opens its body, bounded. What is left unread ends with the deadline's signal. */
export async function openAnswer(agent: Agent, first: Hop, limits: AnswerLimits): Promise<OpenAnswer> {
  const note = openHopCounter(first, limits.redirects);
  for (let hop = first; ; ) {
    const answer = await sendHop(agent, hop, limits);
    const headers = joinHeaders(answer.headers);
    const next = limits.redirects === 0 ? null : planNextHop(hop, answer.statusCode, headers['location']);
    if (!next) {
      const chunks = openBody(hop, answer, headers, limits.maxBytes);
      return { head: { status: answer.statusCode, headers, url: hop.url.href }, chunks: translateFaults(chunks, hop, limits) };
    }
    answer.body.destroy();
    note(next);
    limits.checkHop(next.url);
    hop = next;
  }
}

async function sendHop(agent: Agent, hop: Hop, limits: AnswerLimits): Promise<Dispatcher.ResponseData> {
  try {
    const answer = await agent.request({
      origin: hop.url.origin,
      path: `${hop.url.pathname}${hop.url.search}`,
      method: hop.method as Dispatcher.HttpMethod,
      headers: hop.headers,
      body: hop.body,
      signal: limits.deadline,
      headersTimeout: limits.idleTimeoutMs,
      bodyTimeout: limits.idleTimeoutMs,
    });
    // A body that is given up says so as an error; whoever reads it is told by the reading.
    answer.body.on('error', () => undefined);
    return answer;
  } catch (error) {
    throw translate(error, hop, limits);
  }
}

/** @throws AppError answer_too_large at once where the answer tells its length. */
function openBody(hop: Hop, answer: Dispatcher.ResponseData, headers: AnswerHead['headers'], maxBytes: number): AsyncIterable<Buffer> {
  if (hop.method === 'HEAD' || answer.statusCode === 204 || answer.statusCode === 304) return answer.body;
  checkContentLength(headers['content-length'], maxBytes);
  return openBoundedBody(answer.body, headers['content-encoding'], maxBytes);
}

async function* translateFaults(chunks: AsyncIterable<Buffer>, hop: Hop, limits: AnswerLimits): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch (error) {
    throw translate(error, hop, limits);
  }
}

function translate(error: unknown, hop: Hop, { outer, deadline }: AnswerLimits): unknown {
  if (outer?.aborted) return outer.reason;
  return describeFault(deadline.aborted ? deadline.reason : error, hop.url.host);
}

function joinHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value].flat().join(', ')]])),
  );
}
