import type { ComponentChildren, Ref } from 'preact';
import { ListenBar } from './listen-bar.tsx';
import { SiteHeader } from './site-header.tsx';

interface AppFrameProps {
  readonly mainRef: Ref<HTMLElement>;
  readonly children: ComponentChildren;
}

/** What stands around every page of the site. */
export function AppFrame({ mainRef, children }: AppFrameProps) {
  return (
    <>
      <SiteHeader />
      <main id="content" ref={mainRef} tabIndex={-1}>
        {children}
      </main>
      <ListenBar />
    </>
  );
}
