import { useEffect } from 'preact/hooks';
import { applyToVideo, commandFor } from './key-commands.ts';

interface StageKeys {
  readonly host: HTMLElement;
  readonly video: HTMLVideoElement | null;
  readonly controller: { readonly current: HTMLElement | null };
  readonly onHelp: () => void;
}

/**
 * The player's keys. With the `page-keys` attribute they work wherever the focus is on the page, elsewhere only
 * inside the player; never while somebody types, and a focused button keeps its space bar.
 */
export function useStageKeys({ host, video, controller, onHelp }: StageKeys): void {
  useEffect(() => {
    if (!video) return;
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTakenElsewhere(event, host)) return;
      const command = commandFor(event);
      if (!command) return;
      event.preventDefault();
      if (command.name === 'show-help') onHelp();
      else if (command.name === 'toggle-fullscreen') controller.current?.querySelector<HTMLElement>('media-fullscreen-button')?.click();
      else applyToVideo(video, command);
    };
    // Any key brings the controls back; Media Chrome does so for keys it sees released inside.
    const show = (event: KeyboardEvent) => {
      const element = controller.current as (HTMLElement & EventListenerObject) | null;
      if (!isTakenElsewhere(event, host)) element?.handleEvent(new Event('keyup'));
    };
    document.addEventListener('keydown', press);
    document.addEventListener('keyup', show);
    return () => {
      document.removeEventListener('keydown', press);
      document.removeEventListener('keyup', show);
    };
  });
}

const TYPING = 'input:not([type="range"]), textarea, select, [contenteditable]';
const PRESSABLE = 'a, button, summary, [role="button"], [role="menuitemradio"]';

/** Whether a key press is meant for something else than the player: a field, a button, another player. */
export function isTakenElsewhere(event: KeyboardEvent, host: HTMLElement): boolean {
  const path = event.composedPath();
  if (!path.includes(host) && !host.hasAttribute('page-keys')) return true;
  return path.some((target) => target instanceof Element && (isOtherPlayer(target, host) || keepsKey(target, event.key)));
}

const isOtherPlayer = (element: Element, host: HTMLElement) => element !== host && element.matches('rostrum-player, rostrum-audio');

function keepsKey(element: Element, key: string): boolean {
  if (element.matches(TYPING)) return true;
  if ((key === ' ' || key === 'Enter') && element.matches(PRESSABLE)) return true;
  return key.startsWith('Arrow') && element.localName === 'media-volume-range';
}
