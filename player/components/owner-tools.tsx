import { useEffect, useRef, useState } from 'preact/hooks';
import type { Video } from '../../server/catalog/videos-schemas.ts';
import { deleteVideo, listVideos } from '../catalog-client.ts';
import { navigate } from '../router.ts';
import { mayUpload, useSession } from '../session.ts';
import { describeError } from '../words/describe-error.ts';
import { useLoad } from './use-load.ts';
import { VideoForm } from './video-form.tsx';

interface OwnerToolsProps {
  readonly videoId: string;
  readonly onSaved: (video: Video) => void;
}

/** What a film's owner may do with it; nothing for everybody else. */
export function OwnerTools({ videoId, onSaved }: OwnerToolsProps) {
  const { me } = useSession();
  return mayUpload(me) ? <OwnFilmTools videoId={videoId} onSaved={onSaved} /> : null;
}

const NEWEST_FILMS = 100;

/** A video does not say whose it is, so the caller's newest films are asked for; a failure there only hides the tools. */
function OwnFilmTools({ videoId, onSaved }: OwnerToolsProps) {
  const own = useLoad((signal) => listVideos({ mine: true, limit: NEWEST_FILMS }, signal), videoId);
  const [isEditing, setEditing] = useState(false);
  if (own.state !== 'ready' || !own.value.items.some(({ id }) => id === videoId)) return null;
  return (
    <section class="owner-tools" aria-label="Your film">
      <div class="owner-buttons">
        <button type="button" class="button" aria-expanded={isEditing} onClick={() => setEditing(!isEditing)}>
          {isEditing ? 'Close' : 'Edit'}
        </button>
        <DeleteButton videoId={videoId} />
      </div>
      {isEditing && <VideoForm videoId={videoId} onSaved={onSaved} />}
    </section>
  );
}

type Step = 'idle' | 'asking' | 'deleting' | { readonly error: unknown };

function DeleteButton({ videoId }: { readonly videoId: string }) {
  const [step, setStep] = useState<Step>('idle');
  const keep = useRef<HTMLButtonElement>(null);
  // The button that was pressed is gone; the harmless answer takes its focus.
  useEffect(() => (step === 'asking' ? keep.current?.focus() : undefined), [step]);
  const remove = async () => {
    setStep('deleting');
    try {
      await deleteVideo(videoId);
      navigate('/upload');
    } catch (error) {
      setStep({ error });
    }
  };
  if (step === 'idle') {
    return (
      <button type="button" class="button button-quiet" onClick={() => setStep('asking')}>
        Delete
      </button>
    );
  }
  return (
    <>
      <p class="owner-question" role="status" data-failed={typeof step === 'object'}>
        {typeof step === 'object' ? `Not deleted. ${describeError(step.error).title}.` : 'Delete this film for everyone?'}
      </p>
      <button type="button" class="button button-danger" disabled={step === 'deleting'} onClick={remove}>
        Delete for good
      </button>
      <button ref={keep} type="button" class="button button-quiet" disabled={step === 'deleting'} onClick={() => setStep('idle')}>
        Keep it
      </button>
    </>
  );
}
