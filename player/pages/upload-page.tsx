import { useEffect, useState } from 'preact/hooks';
import { DropArea } from '../components/drop-area.tsx';
import { InterruptedRows } from '../components/interrupted-rows.tsx';
import { Notice } from '../components/notice.tsx';
import { UploadRow } from '../components/upload-row.tsx';
import { useTitle } from '../components/use-title.ts';
import { useVideoPages } from '../components/use-video-pages.ts';
import { VideoGrid } from '../components/video-grid.tsx';
import { mayUpload, useSession } from '../session.ts';

/** Where creators bring their films. */
export function UploadPage() {
  useTitle('Upload');
  const { me, state } = useSession();
  if (state === 'loading') return <div class="content" aria-busy="true" />;
  if (!me) return <SignInFirst />;
  if (!mayUpload(me)) {
    return (
      <Notice title="This account only watches">Uploading is for creators. Ask the person who runs this Rostrum to make you one.</Notice>
    );
  }
  return <Uploads />;
}

function SignInFirst() {
  const action = (
    <a class="button button-primary" href="/sign-in?next=/upload">
      How to sign in
    </a>
  );
  return (
    <Notice title="Sign in to upload" action={action}>
      Films come from creators with an account. Open your one-time sign-in link in this browser, then come back to this page.
    </Notice>
  );
}

interface Chosen {
  readonly id: number;
  readonly file: File;
}

function Uploads() {
  const [chosen, setChosen] = useState<readonly Chosen[]>([]);
  const [moving, setMoving] = useState<ReadonlySet<number>>(new Set());
  useLeaveWarning(moving.size > 0);
  const add = (files: readonly File[]) =>
    setChosen((before) => [...files.map((file, index) => ({ id: Date.now() + index, file })), ...before]);
  const remove = (id: number) => setChosen((before) => before.filter((one) => one.id !== id));
  const note = (id: number, isMoving: boolean) => setMoving((before) => withMember(before, id, isMoving));
  return (
    <div class="content upload">
      <h1>Upload</h1>
      <DropArea onFiles={add} isSmall={chosen.length > 0} />
      <ul class="upload-rows">
        {chosen.map(({ id, file }) => (
          <UploadRow key={id} file={file} onMoving={(isMoving) => note(id, isMoving)} onRemove={() => remove(id)} />
        ))}
        {chosen.length === 0 && <InterruptedRows onFiles={add} />}
      </ul>
      <OwnFilms />
    </div>
  );
}

function withMember(set: ReadonlySet<number>, member: number, isIn: boolean): ReadonlySet<number> {
  if (set.has(member) === isIn) return set;
  return isIn ? new Set([...set, member]) : new Set([...set].filter((one) => one !== member));
}

/** The browser asks before bytes that are still travelling are cut off. */
function useLeaveWarning(isActive: boolean): void {
  useEffect(() => {
    if (!isActive) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [isActive]);
}

function OwnFilms() {
  const { videos, nextCursor, state, error, more } = useVideoPages({ mine: true, limit: 12 });
  if (videos.length === 0 && state !== 'failed') return null;
  return (
    <section aria-labelledby="own-films">
      <h2 id="own-films" class="section-title">
        Your films
      </h2>
      <VideoGrid videos={videos} state={state} error={error} hasMore={nextCursor !== null} onMore={more} skeletons={4} />
    </section>
  );
}
