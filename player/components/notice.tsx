import { RotateCw } from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { describeError } from '../words/describe-error.ts';
import { Icon } from './icon.tsx';

interface NoticeProps {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly action?: ComponentChildren;
}

/** A page, or a part of one, that has nothing else to show: what is the matter, and the next step. */
export function Notice({ title, children, action }: NoticeProps) {
  return (
    <div class="notice">
      <h1>{title}</h1>
      <p class="quiet">{children}</p>
      {action && <div class="notice-action">{action}</div>}
    </div>
  );
}

/** A request that failed, in words, with another try where one can help. */
export function ErrorNotice({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const { title, detail, canRetry } = describeError(error);
  const retry = (
    <button type="button" class="button" onClick={onRetry}>
      <Icon of={RotateCw} size={18} />
      Try again
    </button>
  );
  const home = (
    <a class="button" href="/">
      Go to the front page
    </a>
  );
  return (
    <div role="alert">
      <Notice title={title} action={canRetry ? retry : home}>
        {detail}
      </Notice>
    </div>
  );
}
