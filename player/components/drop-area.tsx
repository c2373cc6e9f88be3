import { FilePlus2 } from 'lucide-preact';
import { useRef, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

interface DropAreaProps {
  readonly onFiles: (files: readonly File[]) => void;
  /** Once files are on their way the area steps back. */
  readonly isSmall: boolean;
}

/** Takes files by drag and drop, or by a press that opens the system's own dialog. */
export function DropArea({ onFiles, isSmall }: DropAreaProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null | undefined) => files && files.length > 0 && onFiles([...files]);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer?.files);
  };
  const drag = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  const choose = (event: { readonly currentTarget: HTMLInputElement }) => {
    take(event.currentTarget.files);
    event.currentTarget.value = '';
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button inside does the same by keyboard.
    <div
      class={`drop ${isSmall ? 'drop-small' : ''} ${isOver ? 'drop-over' : ''}`}
      onDragOver={drag}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p class="drop-title">{isOver ? 'Let go to upload' : 'Drop films here'}</p>
      {!isSmall && <p class="quiet">Any video file. It can be watched seconds after its last byte has arrived.</p>}
      <button type="button" class={`button ${isSmall ? '' : 'button-primary'}`} onClick={() => input.current?.click()}>
        <Icon of={FilePlus2} size={18} />
        Choose files
      </button>
      <input
        ref={input}
        class="for-readers"
        type="file"
        accept="video/*,audio/*,.mkv,.ts,.mxf"
        multiple
        tabIndex={-1}
        aria-label="Films to upload"
        onChange={choose}
      />
    </div>
  );
}
