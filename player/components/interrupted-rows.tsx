import { X } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import { forgetInterruptedUpload, type InterruptedUpload, listInterruptedUploads } from '../uploads/interrupted-uploads.ts';
import { formatBytes } from '../words/format-bytes.ts';
import { Icon } from './icon.tsx';

/** Uploads that a reload cut off. A page may not read a file again by itself, so the creator chooses it once more. */
export function InterruptedRows({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const [uploads, setUploads] = useState<readonly InterruptedUpload[]>([]);
  useEffect(() => {
    let isCurrent = true;
    listInterruptedUploads().then((found) => isCurrent && setUploads(found));
    return () => {
      isCurrent = false;
    };
  }, []);
  const forget = (key: string) => {
    void forgetInterruptedUpload(key);
    setUploads((before) => before.filter((upload) => upload.key !== key));
  };
  return (
    <>
      {uploads.map((upload) => (
        <li class="row" key={upload.key}>
          <div class="row-head">
            <p class="row-name">{upload.filename}</p>
            <label class="button row-choose">
              Choose it again
              <input
                class="for-readers"
                type="file"
                onChange={(event) => event.currentTarget.files && onFiles([...event.currentTarget.files])}
              />
            </label>
            <button type="button" class="icon-button" aria-label={`Forget ${upload.filename}`} onClick={() => forget(upload.key)}>
              <Icon of={X} />
            </button>
          </div>
          <p class="row-state numbers">
            {formatBytes(upload.sizeBytes)}. Interrupted: choose the same file again to go on where it stopped.
          </p>
        </li>
      ))}
    </>
  );
}
