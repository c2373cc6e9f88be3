import { Check, Copy, QrCode as QrIcon, Rss } from 'lucide-preact';
import { useState } from 'preact/hooks';
import type { ShowDetailsOfPage } from '../../server/pages/pages-schemas.ts';
import { useHydrated } from '../hydration.ts';
import { listSubscribeLinks } from '../listening/subscribe-links.ts';
import { Icon } from './icon.tsx';

/** How to get a show into the app one listens with. */
export function SubscribeButtons({ show }: { readonly show: ShowDetailsOfPage }) {
  const isHydrated = useHydrated();
  return (
    <section class="subscribe" aria-label="Subscribe">
      <ul class="subscribe-apps">
        {listSubscribeLinks(show.feedUrl, show.title).map(({ app, href }) => (
          <li key={app}>
            <a class="button" href={href}>
              {app}
            </a>
          </li>
        ))}
        <li>
          <a class="button" href={show.feed} type="application/rss+xml">
            <Icon of={Rss} size={18} />
            RSS
          </a>
        </li>
        {isHydrated && (
          <li>
            <CopyButton feedUrl={show.feedUrl} />
          </li>
        )}
      </ul>
      <details class="subscribe-other">
        <summary>
          <Icon of={QrIcon} size={18} />
          Other apps, other devices
        </summary>
        <div class="subscribe-card">
          <svg
            class="qr"
            viewBox={`0 0 ${show.feedQr.sizeModules} ${show.feedQr.sizeModules}`}
            role="img"
            aria-label="QR code of the feed's address"
          >
            <path d={show.feedQr.path} />
          </svg>
          <label class="field">
            <span>The feed's address, for any podcast app</span>
            <input class="input" type="text" readOnly value={show.feedUrl} onFocus={(event) => event.currentTarget.select()} />
          </label>
        </div>
      </details>
    </section>
  );
}

const COPIED_MS = 2000;

function CopyButton({ feedUrl }: { readonly feedUrl: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  const copy = async () => {
    const copied = await navigator.clipboard.writeText(feedUrl).then(
      () => 'copied' as const,
      () => 'failed' as const,
    );
    setState(copied);
    setTimeout(() => setState('idle'), COPIED_MS);
  };
  return (
    <button type="button" class="button" onClick={() => void copy()}>
      <Icon of={state === 'copied' ? Check : Copy} size={18} />
      <span aria-live="polite">{{ idle: 'Copy address', copied: 'Copied', failed: 'Not allowed here' }[state]}</span>
    </button>
  );
}
