import type { ComponentChildren, Ref } from 'preact';
import type { Asset } from '../../server/assets/assets-schemas.ts';
import type { RostrumPlayer } from '../elements/rostrum-player.ts';
import '../elements/rostrum-player.ts';
import { describePreparation } from '../words/describe-progress.ts';

interface FilmStageProps {
  readonly title: string;
  readonly state: Asset['state'] | null;
  readonly asset: Asset | null;
  readonly src: string | null;
  readonly poster: string | null;
  readonly durationSeconds: number | null;
  readonly startSeconds: number;
  readonly startsByItself: boolean;
  readonly hasPageKeys: boolean;
  readonly playerRef?: Ref<RostrumPlayer>;
}

/** The film where it can be played; before that how far the work is, and if there is no film, why. */
export function FilmStage({ title, state, asset, src, poster, playerRef, ...film }: FilmStageProps) {
  if (state === 'FAILED') return <FailedStage asset={asset} />;
  if (!src) return <PreparingStage asset={asset} hasAsset={state !== null} />;
  return (
    <rostrum-player
      ref={playerRef ?? null}
      src={src}
      poster={poster ?? undefined}
      label={title}
      duration={asset?.durationSeconds ?? film.durationSeconds ?? undefined}
      start={film.startSeconds || undefined}
      growing={state === 'PLAYABLE'}
      autoplay={film.startsByItself}
      page-keys={film.hasPageKeys}
    />
  );
}

function PreparingStage({ asset, hasAsset }: { readonly asset: Asset | null; readonly hasAsset: boolean }) {
  if (!hasAsset) return <StageWords title="No film yet">This entry has no film. Whoever made it can upload one.</StageWords>;
  return (
    <StageWords title="The film is being prepared">
      <span role="status">{asset ? describePreparation(asset) : 'It starts here by itself in a moment'}</span>
      <progress class="stage-progress" aria-label="Encoded" max={100} value={asset?.progress.percent ?? 0} />
    </StageWords>
  );
}

function FailedStage({ asset }: { readonly asset: Asset | null }) {
  return (
    <StageWords title="This film could not be made">
      <span role="alert">{asset?.failure?.detail ?? 'The file that was uploaded could not be turned into a film.'}</span>
      <span>Whoever uploaded it can try again with another file.</span>
    </StageWords>
  );
}

function StageWords({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <div class="stage-words">
      <p class="stage-title">{title}</p>
      {children}
    </div>
  );
}
