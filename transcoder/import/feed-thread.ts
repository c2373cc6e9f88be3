import { parentPort } from 'node:worker_threads';
import { AppError, type ErrorCode } from '../../core/errors.ts';
import { findChannel, findNextPage } from './find-channel.ts';
import { type ParsedFeed, parseFeed } from './parse-feed.ts';
import { readFeedText } from './read-feed-text.ts';
import type { XmlElement } from './read-xml.ts';

/** What the thread is asked, one question after the other: to read a page, or for all that the pages said. */
export type FeedQuestion = { readonly bytes: Uint8Array; readonly contentType: string } | { readonly now: Date };

/** `next` is where a page says that the feed goes on. A fault that the feed is to blame for comes by its code. */
export type FeedAnswer =
  | { readonly next: string | null }
  | { readonly feed: ParsedFeed }
  | { readonly fault: { readonly code: ErrorCode; readonly message: string } };

/** A thread of its own (openFeedReader): a feed may be built to take long, and beside it masters and feeds are made. */
const channels: XmlElement[] = [];

function answer(question: FeedQuestion): FeedAnswer {
  try {
    if ('now' in question) return { feed: parseFeed(channels, question.now) };
    const channel = findChannel(readFeedText(question.bytes, question.contentType));
    channels.push(channel);
    return { next: findNextPage(channel) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { fault: { code: error.code, message: error.message } };
  }
}

parentPort?.on('message', (question: FeedQuestion) => parentPort?.postMessage(answer(question)));
