import { useEffect } from 'preact/hooks';
import { applyToVideo, commandFor } from '../playback/key-commands.ts';
import { isTakenElsewhere } from '../playback/use-stage-keys.ts';
import { BACK_SECONDS, FORWARD_SECONDS, seekBy } from './seek.ts';

/** The player's keys, as for films; J and L skip as its buttons do. With `page-keys` they work on the whole page. */
export function useAudioKeys(host: HTMLElement, audio: HTMLAudioElement | null): void {
  useEffect(() => {
    if (!audio) return;
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTakenElsewhere(event, host)) return;
      const command = commandFor(event);
      if (!command || command.name === 'show-help' || command.name === 'toggle-fullscreen') return;
      event.preventDefault();
      const skip = { j: -BACK_SECONDS, l: FORWARD_SECONDS }[event.key.toLowerCase()];
      if (skip !== undefined) seekBy(audio, skip);
      else applyToVideo(audio, command);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [host, audio]);
}
