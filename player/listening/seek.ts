export const BACK_SECONDS = 15;
export const FORWARD_SECONDS = 30;

/** Goes to a time, also of a sound that is not loaded yet: it then begins there. */
export function seekTo(audio: HTMLMediaElement, seconds: number): void {
  const end = Number.isFinite(audio.duration) ? audio.duration : Number.POSITIVE_INFINITY;
  audio.currentTime = Math.min(Math.max(0, seconds), end);
  // Before its first byte an element keeps the time for later and tells nobody.
  if (audio.readyState === HTMLMediaElement.HAVE_NOTHING) audio.dispatchEvent(new Event('timeupdate'));
}

export const seekBy = (audio: HTMLMediaElement, seconds: number) => seekTo(audio, audio.currentTime + seconds);

/** Plays from there on; a browser that wants a press first just goes there. */
export function playFrom(audio: HTMLMediaElement, seconds: number): void {
  seekTo(audio, seconds);
  void audio.play().catch(() => undefined);
}

export function togglePlay(audio: HTMLMediaElement): void {
  if (audio.paused) void audio.play().catch(() => undefined);
  else audio.pause();
}
