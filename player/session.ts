import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Me } from '../server/accounts/accounts-schemas.ts';

/** Who is signed in: `loading` until the server has said, `null` for a stranger. */
export interface Session {
  readonly me: Me | null;
  readonly state: 'loading' | 'known' | 'failed';
  readonly reload: () => void;
}

export const SessionContext = createContext<Session>({ me: null, state: 'loading', reload: () => undefined });

export const useSession = () => useContext(SessionContext);

/** Creators and those above them upload, with a session that may write. */
export function mayUpload(me: Me | null): boolean {
  return me !== null && me.role !== 'VIEWER' && me.scope !== 'READ';
}
