import { Play } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import type { Asset } from '../../server/assets/assets-schemas.ts';
import type { Upload } from '../../server/uploads/uploads-schemas.ts';
import { readUpload } from '../catalog-client.ts';
import { describeGrowth, describePreparation } from '../words/describe-progress.ts';
import { EncodeBars } from './encode-bars.tsx';
import { FilmStage } from './film-stage.tsx';
import { Icon } from './icon.tsx';
import { useAsset } from './use-asset.ts';
import { VideoForm } from './video-form.tsx';

interface UploadedFilmProps {
  readonly uploadId: string;
  readonly filename: string;
  readonly onRemove: () => void;
}

/** What became of an upload whose bytes are all there: live encoding, the film's words, and the film. */
export function UploadedFilm({ uploadId, filename, onRemove }: UploadedFilmProps) {
  const upload = useFinishedUpload(uploadId);
  const asset = useAsset(upload?.assetId ?? null);
  if (asset?.state === 'FAILED') return <FailedFilm asset={asset} onRemove={onRemove} />;
  return (
    <div class="uploaded">
      <div class="uploaded-film">
        <MiniStage asset={asset} title={filename} />
        <p class="row-state numbers" role="status">
          {describeState(asset)}
        </p>
        {asset && asset.state !== 'READY' && <EncodeBars renditions={asset.renditions} />}
      </div>
      {upload?.videoId && (
        <div class="uploaded-words">
          <VideoForm videoId={upload.videoId} />
          {asset && asset.state !== 'PROCESSING' && (
            <a class="button" href={`/watch/${upload.videoId}`}>
              <Icon of={Play} size={18} />
              Watch
            </a>
          )}
        </div>
      )}
    </div>
  );
}

const POLL_MS = 1000;

/** The upload's row at the server, asked until it names the asset that it became. */
function useFinishedUpload(uploadId: string): Upload | null {
  const [upload, setUpload] = useState<Upload | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      const found = await readUpload(uploadId, abort.signal).catch(() => null);
      if (abort.signal.aborted) return;
      if (found?.assetId) setUpload(found);
      else timer = setTimeout(ask, POLL_MS);
    };
    void ask();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [uploadId]);
  return upload;
}

/** The film in its own shape as soon as it plays; its link is the first one, so that later events do not restart it. */
function MiniStage({ asset, title }: { readonly asset: Asset | null; readonly title: string }) {
  const [src, setSrc] = useState<string | null>(null);
  const [poster, setPoster] = useState<string | null>(null);
  const playable = asset && asset.state !== 'PROCESSING' ? (asset.playback?.hls ?? null) : null;
  if (!src && playable) setSrc(playable);
  if (!poster && asset?.poster) setPoster(asset.poster);
  const aspect = asset?.width && asset.height ? asset.width / asset.height : 16 / 9;
  return (
    <div class="stage mini-stage" style={{ '--aspect': String(aspect) }}>
      <FilmStage
        title={title}
        state={asset?.state ?? 'PROCESSING'}
        asset={asset}
        src={src}
        poster={poster}
        durationSeconds={asset?.durationSeconds ?? null}
        startSeconds={0}
        startsByItself={false}
        hasPageKeys={false}
      />
    </div>
  );
}

function describeState(asset: Asset | null): string {
  if (!asset) return 'Uploaded. The film is being looked at.';
  if (asset.state === 'READY') return 'Ready in every quality.';
  return describeGrowth(asset) ?? describePreparation(asset);
}

function FailedFilm({ asset, onRemove }: { readonly asset: Asset; readonly onRemove: () => void }) {
  return (
    <div class="row-failure" role="alert">
      <p>
        <strong>This file could not become a film.</strong> {asset.failure?.detail ?? 'The encoder gave up on it.'}
      </p>
      <button type="button" class="button" onClick={onRemove}>
        Try another file
      </button>
    </div>
  );
}
