import { X } from 'lucide-preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../components/icon.tsx';
import { KEY_HELP } from './key-commands.ts';

/** The sheet that `?` opens. */
export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), []);
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onClose();
  };
  return (
    <div slot="dialog" class="curtain" role="dialog" aria-label="Keys" onKeyDown={closeOnEscape}>
      <div class="help">
        <div class="help-head">
          <p class="curtain-title">Keys</p>
          <button ref={close} type="button" class="bar-button" aria-label="Close" onClick={onClose}>
            <Icon of={X} />
          </button>
        </div>
        <dl>
          {KEY_HELP.map(([keys, meaning]) => (
            <div key={keys}>
              <dt>{keys}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </div>
    </div>
  );
}
