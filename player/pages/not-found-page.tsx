import { Notice } from '../components/notice.tsx';
import { useTitle } from '../components/use-title.ts';

export function NotFoundPage() {
  useTitle('Nothing here');
  const home = (
    <a class="button" href="/">
      Go to the front page
    </a>
  );
  return (
    <Notice title="There is nothing here" action={home}>
      The page may have been removed, or the address has a typing mistake.
    </Notice>
  );
}
