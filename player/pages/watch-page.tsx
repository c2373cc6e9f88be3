import { useEffect, useRef, useState } from 'preact/hooks';
import type { Asset } from '../../server/assets/assets-schemas.ts';
import type { Video } from '../../server/catalog/videos-schemas.ts';
import { readVideo } from '../catalog-client.ts';
import { FilmStage } from '../components/film-stage.tsx';
import { ErrorNotice } from '../components/notice.tsx';
import { OwnerTools } from '../components/owner-tools.tsx';
import { useAsset } from '../components/use-asset.ts';
import { useLoad } from '../components/use-load.ts';
import { useTitle } from '../components/use-title.ts';
import type { RostrumPlayer } from '../elements/rostrum-player.ts';
import { announceMediaSession } from '../playback/announce-media-session.ts';
import { keepPosition } from '../playback/keep-position.ts';
import { readPosition } from '../playback/resume-position.ts';
import { describeGrowth } from '../words/describe-progress.ts';
import { formatDate } from '../words/format-time.ts';
import { nameVisibility } from '../words/name-visibility.ts';

/** A film on its stage, and what there is to say about it. */
export function WatchPage({ videoId }: { readonly videoId: string }) {
  const loading = useLoad((signal) => readVideo(videoId, signal), videoId);
  if (loading.state === 'failed') return <ErrorNotice error={loading.error} onRetry={loading.retry} />;
  if (loading.state === 'loading') return <div class="stage" aria-busy="true" />;
  return <Film loaded={loading.value} onExpired={loading.retry} />;
}

interface FilmProps {
  readonly loaded: Video;
  /** The link has run out; loading the video again brings a fresh one. */
  readonly onExpired: () => void;
}

function Film({ loaded, onExpired }: FilmProps) {
  const { video, asset, setVideo } = useLiveFilm(loaded);
  useTitle(video.title);
  const state = asset?.state ?? video.assetState;
  const src = useFirst(state === 'PROCESSING' ? null : (video.playback?.hls ?? asset?.playback?.hls ?? null));
  const [startSeconds] = useState(() => readPosition(localStorage, video.id)?.seconds ?? 0);
  const player = useRef<RostrumPlayer>(null);
  useEffect(() => (src && player.current ? keepPosition(player.current, localStorage, video.id) : undefined), [src, video.id]);
  useEffect(() => (src && player.current ? announceMediaSession(video, player.current) : undefined), [src, video]);
  useEffect(() => (src && player.current ? listenForExpiry(player.current, onExpired) : undefined), [src, onExpired]);
  const width = video.width ?? asset?.width ?? 16;
  const height = video.height ?? asset?.height ?? 9;

  return (
    <>
      <div class="stage" style={{ '--aspect': String(width / height) }}>
        <FilmStage
          title={video.title}
          state={state}
          asset={asset}
          src={src}
          poster={useFirst(video.poster ?? asset?.poster ?? null)}
          durationSeconds={video.durationSeconds}
          startSeconds={startSeconds}
          startsByItself
          hasPageKeys
          playerRef={player}
        />
      </div>
      <GrowthLine asset={asset} />
      <FilmWords video={video} onSaved={setVideo} />
    </>
  );
}

function listenForExpiry(player: RostrumPlayer, onExpired: () => void): () => void {
  const renew = (event: Event) => {
    event.preventDefault();
    onExpired();
  };
  player.addEventListener('expired', renew);
  return () => player.removeEventListener('expired', renew);
}

const POLL_MS = 3000;

/**
 * The video with its asset while that is being encoded. Who may not see the asset's own events still learns from
 * the video, asked again now and then, when it begins to play.
 */
function useLiveFilm(loaded: Video): { video: Video; asset: Asset | null; setVideo: (video: Video) => void } {
  const [video, setVideo] = useState(loaded);
  const asset = useAsset(video.assetState === 'READY' ? null : video.assetId);
  const isWaiting = video.assetState === 'PROCESSING' || video.assetState === 'PLAYABLE';
  const needsPoll = isWaiting && (asset === null || (asset.state !== 'PROCESSING' && video.playback === null));
  useEffect(() => {
    if (!needsPoll) return;
    const timer = setInterval(() => readVideo(video.id).then(setVideo, () => undefined), POLL_MS);
    return () => clearInterval(timer);
  }, [needsPoll, video.id]);
  return { video, asset, setVideo };
}

/** The first value that is there, for as long as the component lives: a link signed anew must not start the film again. */
function useFirst<T>(value: T | null): T | null {
  const first = useRef<T | null>(null);
  first.current ??= value;
  return first.current;
}

/** Keeps no place when there is nothing to say: at READY it goes for good. */
function GrowthLine({ asset }: { readonly asset: Asset | null }) {
  const words = asset && describeGrowth(asset);
  if (!words) return null;
  return (
    <div class="growth" role="status">
      <p class="content growth-line numbers">
        <span class="growth-dot" aria-hidden="true" />
        {words}
      </p>
    </div>
  );
}

function FilmWords({ video, onSaved }: { readonly video: Video; readonly onSaved: (video: Video) => void }) {
  const visibility = nameVisibility(video.visibility);
  return (
    <div class="content film-words">
      <h1>{video.title}</h1>
      <p class="film-line">
        {video.channel && (
          <a class="card-channel" href={`/channels/${video.channel.handle}`}>
            {video.channel.title}
          </a>
        )}
        <time dateTime={video.createdAt}>{formatDate(video.publishAt ?? video.createdAt)}</time>
        {visibility && <span class="tag">{visibility}</span>}
      </p>
      {video.description && <p class="prose film-description">{video.description}</p>}
      <OwnerTools videoId={video.id} onSaved={onSaved} />
    </div>
  );
}
