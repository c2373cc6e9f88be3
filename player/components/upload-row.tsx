import { Pause, Play, RotateCw, X } from 'lucide-preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { describeTransfer } from '../uploads/describe-transfer.ts';
import { startTransfer, type Transfer } from '../uploads/transfer.ts';
import { NEW_TRANSFER, type TransferStatus } from '../uploads/transfer-status.ts';
import { formatBytes } from '../words/format-bytes.ts';
import { Icon } from './icon.tsx';
import { UploadedFilm } from './uploaded-film.tsx';

interface UploadRowProps {
  readonly file: File;
  /** Whether bytes travel, so that the page can warn before it is left. */
  readonly onMoving: (isMoving: boolean) => void;
  readonly onRemove: () => void;
}

/** One file from its first byte to the film: first the bytes, then the encoding, the words and the film itself. */
export function UploadRow({ file, onMoving, onRemove }: UploadRowProps) {
  const [status, setStatus] = useState<TransferStatus>(NEW_TRANSFER);
  const transfer = useRef<Transfer | null>(null);
  useEffect(() => {
    const started = startTransfer(file, setStatus);
    transfer.current = started;
    // Leaving for another page of ours stops the sending; what has arrived waits for the same file.
    return () => started.pause();
  }, [file]);

  const isMoving = status.state === 'sending' || status.state === 'retrying';
  // Told when it changes, not whenever the parent renders.
  useEffect(() => {
    onMoving(isMoving);
    return () => onMoving(false);
  }, [isMoving]);

  const cancel = () => {
    transfer.current?.cancel();
    onRemove();
  };
  const percent = file.size > 0 ? (status.sentBytes / file.size) * 100 : 0;
  return (
    <li class="row">
      <div class="row-head">
        <p class="row-name">{file.name}</p>
        {status.state === 'sent' ? (
          <button type="button" class="icon-button" aria-label={`Take ${file.name} off this list`} onClick={onRemove}>
            <Icon of={X} />
          </button>
        ) : (
          <RowButtons name={file.name} state={status.state} transfer={transfer} onCancel={cancel} />
        )}
      </div>
      {status.state !== 'sent' && (
        <>
          <progress class="bar-progress row-progress" aria-label={`${file.name}, uploaded`} max={100} value={percent} />
          <p class="row-state numbers" data-state={status.state}>
            <span>{describeTransfer(status, file.size)}</span>
            <span>
              {formatBytes(status.sentBytes)} of {formatBytes(file.size)}
            </span>
          </p>
        </>
      )}
      {status.state === 'sent' && status.uploadId && <UploadedFilm uploadId={status.uploadId} filename={file.name} onRemove={onRemove} />}
    </li>
  );
}

interface RowButtonsProps {
  readonly name: string;
  readonly state: TransferStatus['state'];
  readonly transfer: { readonly current: Transfer | null };
  readonly onCancel: () => void;
}

function RowButtons({ name, state, transfer, onCancel }: RowButtonsProps) {
  const isStopped = state === 'paused' || state === 'failed';
  const label = state === 'failed' ? `Try ${name} again` : isStopped ? `Go on with ${name}` : `Pause ${name}`;
  const icon = state === 'failed' ? RotateCw : isStopped ? Play : Pause;
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={label}
        onClick={() => (isStopped ? transfer.current?.resume() : transfer.current?.pause())}
      >
        <Icon of={icon} />
      </button>
      <button type="button" class="icon-button" aria-label={`Cancel ${name}`} onClick={onCancel}>
        <Icon of={X} />
      </button>
    </>
  );
}
