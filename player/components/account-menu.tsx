import { useEffect, useRef } from 'preact/hooks';
import type { Me } from '../../server/accounts/accounts-schemas.ts';
import { signOut } from '../catalog-client.ts';
import { navigate } from '../router.ts';
import { useSession } from '../session.ts';
import { formatBytes } from '../words/format-bytes.ts';

/** Who is signed in, and the way out; for a stranger, the way in. Keeps its place while the server has not said yet. */
export function AccountMenu() {
  const { me, state, reload } = useSession();
  if (state === 'loading') return <span class="account-place" />;
  if (!me) {
    return (
      <a class="button button-quiet" href="/sign-in">
        Sign in
      </a>
    );
  }
  return <SignedIn me={me} onSignedOut={reload} />;
}

function SignedIn({ me, onSignedOut }: { readonly me: Me; readonly onSignedOut: () => void }) {
  const menu = useRef<HTMLDetailsElement>(null);
  useClosing(menu);
  const leave = async () => {
    await signOut().catch(() => undefined);
    onSignedOut();
    navigate('/');
  };
  return (
    <details class="account" ref={menu}>
      <summary class="avatar" aria-label={`Account of ${me.displayName}`}>
        {me.displayName.slice(0, 1).toUpperCase()}
      </summary>
      <div class="account-card">
        <p class="account-name">{me.displayName}</p>
        <p class="quiet numbers">
          {me.role.toLowerCase()}, {formatBytes(me.storage.usedBytes)} of {formatBytes(me.storage.quotaBytes)} used
        </p>
        <button type="button" class="button button-wide" onClick={leave}>
          Sign out
        </button>
      </div>
    </details>
  );
}

/** A menu closes on Escape and on a press elsewhere. */
function useClosing(menu: { readonly current: HTMLDetailsElement | null }): void {
  useEffect(() => {
    const close = (event: Event) => {
      const details = menu.current;
      if (!details?.open) return;
      const isElsewhere = event instanceof KeyboardEvent ? event.key === 'Escape' : !details.contains(event.target as Node);
      if (isElsewhere) details.open = false;
    };
    document.addEventListener('click', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('click', close);
      document.removeEventListener('keydown', close);
    };
  }, [menu]);
}
