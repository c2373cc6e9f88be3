import { Notice } from '../components/notice.tsx';
import { useTitle } from '../components/use-title.ts';

/** @param isGone there was something, and whoever made it took it away */
export function NotFoundPage({ isGone = false }: { readonly isGone?: boolean }) {
  useTitle('Nothing here');
  const home = (
    <a class="button" href="/">
      Go to the front page
    </a>
  );
  return (
    <Notice title={isGone ? 'This is gone' : 'There is nothing here'} action={home}>
      {isGone ? 'Whoever published it has taken it down for good.' : 'The page may have been removed, or the address has a typing mistake.'}
    </Notice>
  );
}
