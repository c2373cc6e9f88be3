import { useEffect, useState } from 'preact/hooks';
import { ApiError, signIn } from '../catalog-client.ts';
import { Notice } from '../components/notice.tsx';
import { useTitle } from '../components/use-title.ts';
import { navigate, safeNextPath } from '../router.ts';
import { useSession } from '../session.ts';
import { describeError } from '../words/describe-error.ts';

type State = 'waiting' | 'no-token' | 'spent' | { readonly error: unknown };

/** Turns a one-time link's token (after the #, so that no server log ever sees it) into this browser's session. */
export function SignInPage() {
  useTitle('Sign in');
  const { reload } = useSession();
  const [token] = useState(() => location.hash.slice(1));
  const [state, setState] = useState<State>(token ? 'waiting' : 'no-token');
  const [attempt, setAttempt] = useState(0);
  // One try a token, and one more each time it is asked for.
  useEffect(() => {
    if (!token) return;
    setState('waiting');
    signIn(token)
      .then(() => {
        reload();
        navigate(safeNextPath(new URLSearchParams(location.search).get('next')), { replace: true });
      })
      .catch((error: unknown) => setState(isSpent(error) ? 'spent' : { error }));
  }, [token, attempt]);
  return <SignInState state={state} onRetry={() => setAttempt(attempt + 1)} />;
}

const SPENT_STATUSES = [400, 401, 403, 404, 410];
const isSpent = (error: unknown) => error instanceof ApiError && SPENT_STATUSES.includes(error.status);

function SignInState({ state, onRetry }: { readonly state: State; readonly onRetry: () => void }) {
  if (state === 'waiting') return <Notice title="Signing you in">One moment.</Notice>;
  if (state === 'no-token') {
    return (
      <Notice title="Sign in with your link">
        Rostrum has no passwords. Open the one-time sign-in link that you were given in this browser; whoever runs this Rostrum makes you a
        new one.
      </Notice>
    );
  }
  if (state === 'spent') {
    return (
      <Notice title="This link no longer works">
        A sign-in link works once and for a short time; this one was used or has expired. Ask for a new one. If you are signed in already,
        just go on.
      </Notice>
    );
  }
  const { title, detail } = describeError(state.error);
  const retry = (
    <button type="button" class="button" onClick={onRetry}>
      Try again
    </button>
  );
  return (
    <Notice title={title} action={retry}>
      {detail}
    </Notice>
  );
}
