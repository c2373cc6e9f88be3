/** What a key asks the player for. */
export type Command =
  | { readonly name: 'toggle-play' | 'toggle-mute' | 'toggle-fullscreen' | 'show-help' }
  | { readonly name: 'seek-by'; readonly seconds: number }
  | { readonly name: 'seek-to-share'; readonly share: number }
  | { readonly name: 'volume-by'; readonly step: number }
  | { readonly name: 'change-speed'; readonly steps: 1 | -1 };

export const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const;

const COMMANDS: Readonly<Record<string, Command>> = {
  ' ': { name: 'toggle-play' },
  k: { name: 'toggle-play' },
  m: { name: 'toggle-mute' },
  f: { name: 'toggle-fullscreen' },
  j: { name: 'seek-by', seconds: -10 },
  l: { name: 'seek-by', seconds: 10 },
  ArrowLeft: { name: 'seek-by', seconds: -5 },
  ArrowRight: { name: 'seek-by', seconds: 5 },
  ArrowUp: { name: 'volume-by', step: 0.05 },
  ArrowDown: { name: 'volume-by', step: -0.05 },
  '<': { name: 'change-speed', steps: -1 },
  '>': { name: 'change-speed', steps: 1 },
  '?': { name: 'show-help' },
};

/** The keys as the help sheet lists them. */
export const KEY_HELP: readonly (readonly [keys: string, meaning: string])[] = [
  ['Space or K', 'Play or pause'],
  ['J and L', '10 seconds back or on'],
  ['← and →', '5 seconds back or on'],
  ['↑ and ↓', 'Louder or quieter'],
  ['M', 'Sound off or on'],
  ['F', 'Full screen'],
  ['0 to 9', 'To a tenth of the film'],
  ['< and >', 'Slower or faster'],
  ['?', 'This list'],
];

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** The command of a key press; null for keys that are not ours. */
export function commandFor({ key, ctrlKey, metaKey, altKey }: Key): Command | null {
  if (ctrlKey || metaKey || altKey) return null;
  if (/^\d$/.test(key)) return { name: 'seek-to-share', share: Number(key) / 10 };
  return COMMANDS[key.length === 1 ? key.toLowerCase() : key] ?? null;
}

/** The next speed up or down from any rate, staying in the list. */
export function neighbourSpeed(rate: number, steps: 1 | -1): number {
  const candidates = steps > 0 ? SPEEDS.filter((speed) => speed > rate) : SPEEDS.filter((speed) => speed < rate).toReversed();
  return candidates[0] ?? rate;
}

/** Does what was asked to a video or a sound; what concerns the stage around it is for the caller. */
export function applyToVideo(video: HTMLMediaElement, command: Command): void {
  switch (command.name) {
    case 'toggle-play':
      if (video.paused) void video.play().catch(() => undefined);
      else video.pause();
      break;
    case 'toggle-mute':
      video.muted = !video.muted;
      break;
    case 'seek-by':
      video.currentTime = clamp(video.currentTime + command.seconds, 0, endOf(video));
      break;
    case 'seek-to-share':
      video.currentTime = endOf(video) * command.share;
      break;
    case 'volume-by':
      video.volume = clamp(video.volume + command.step, 0, 1);
      video.muted = video.volume === 0;
      break;
    case 'change-speed':
      video.playbackRate = neighbourSpeed(video.playbackRate, command.steps);
      break;
  }
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

const endOf = (video: HTMLMediaElement) => {
  const { seekable } = video;
  return seekable.length > 0 ? seekable.end(seekable.length - 1) : 0;
};
