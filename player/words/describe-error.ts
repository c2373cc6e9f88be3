import { ApiError } from '../catalog-client.ts';

export interface ErrorWords {
  readonly title: string;
  readonly detail: string;
  /** True when the same request may succeed later. */
  readonly canRetry: boolean;
}

const OWN_WORDS: Readonly<Record<string, { title: string; detail: string }>> = {
  not_found: { title: 'There is nothing here', detail: 'It may have been removed, or the address has a typing mistake.' },
  show_gone: { title: 'This is gone', detail: 'Whoever published it has taken it down for good.' },
  unauthenticated: { title: 'Please sign in', detail: 'Open your sign-in link in this browser, then come back to this page.' },
  forbidden: { title: 'This is not open to you', detail: 'Your account may not do that. Ask the person who runs this Rostrum.' },
  rate_limited: { title: 'A little too fast', detail: 'Too many requests came from here. Wait a minute, then try again.' },
};

/** What a person reads when a request failed: what happened, and the next step. */
export function describeError(error: unknown): ErrorWords {
  if (!(error instanceof ApiError)) {
    return { title: 'Something went wrong on this page', detail: 'Load the page again; your work on the server is safe.', canRetry: true };
  }
  const canRetry = error.status === 0 || error.status === 429 || error.status >= 500;
  const words = OWN_WORDS[error.code] ?? { title: error.title, detail: error.detail };
  return { title: words.title, detail: words.detail, canRetry };
}
