import Hls, { type ErrorData, ErrorTypes, Events, type Level as HlsLevel } from 'hls.js';
import { holdAtEdge } from './hold-at-edge.ts';

/** One quality that the film comes in. */
export interface Level {
  readonly index: number;
  readonly width: number;
  readonly height: number;
  readonly bandwidthBps: number;
}

/** What keeps the film from playing, in words. `fatal`: only a retry helps; `recovering`: we are at it. */
export interface PlaybackProblem {
  readonly kind: 'recovering' | 'fatal';
  readonly title: string;
  readonly detail: string;
  /** The link's time is over: only a fresh one plays. */
  readonly isExpired?: boolean;
}

export interface EngineCallbacks {
  readonly onLevels: (levels: readonly Level[]) => void;
  /** Which level plays now. */
  readonly onLevel: (index: number) => void;
  /** A problem, or null when it is over. */
  readonly onError: (problem: PlaybackProblem | null) => void;
}

export interface Engine {
  readonly levels: readonly Level[];
  readonly currentLevel: number;
  /** Fixes the quality, from the next segment on; AUTO_LEVEL chooses by the connection. */
  setLevel(index: number): void;
  /** Starts again where the film stands, after a fatal problem. */
  retry(): void;
  /**
   * Takes up qualities that were added since the film was attached: a film that grows has only the small ones until
   * it is whole. The playlist lists levels anew, so a fixed quality is Auto again.
   */
  refresh(): void;
  destroy(): void;
}

export interface Attachment {
  readonly video: HTMLVideoElement;
  /** A multivariant playlist; it may still grow (EVENT). */
  readonly url: string;
  readonly startSeconds: number;
  readonly callbacks: EngineCallbacks;
}

export const AUTO_LEVEL = -1;

const RETRY_DELAYS_SECONDS = [1, 2, 4, 8];
const MEDIA_RECOVERIES = 2;
/** Of the small picture that lies ready, this much is still shown while the better one loads. */
const KEPT_AHEAD_SECONDS = 6;
/** Assumed until measured; hls.js's own 0.5 Mb/s would open every film blurred. */
const FIRST_ESTIMATE_BPS = 3_000_000;

/**
 * Plays a film in a video element. hls.js goes first wherever Media Source Extensions are (Chromium says "maybe" to
 * native HLS and then cannot); the browser's own player is for where they are not (iPhone).
 */
export function attach(attachment: Attachment): Engine {
  return Hls.isSupported() ? attachHls(attachment) : attachNative(attachment);
}

function attachHls({ video, url, startSeconds, callbacks }: Attachment): Engine {
  let levels: readonly Level[] = [];
  let recovery: Recovery;
  let hls = createHls(startSeconds, FIRST_ESTIMATE_BPS);

  const follow = (current: Hls) => {
    hls = current;
    recovery = planRecovery(current, video, url, callbacks);
    current.on(Events.LEVEL_SWITCHED, (_event, { level }) => callbacks.onLevel(level));
    current.on(Events.FRAG_BUFFERED, recovery.succeed);
    current.on(Events.ERROR, (_event, error) => error.fatal && recovery.fail(error));
  };
  const offer = (parsed: readonly HlsLevel[]) => {
    levels = parsed.map(toLevel);
    callbacks.onLevels(levels);
  };
  const letGo = holdAtEdge(video);
  follow(hls);
  hls.on(Events.MANIFEST_PARSED, (_event, { levels: parsed }) => offer(parsed));
  hls.attachMedia(video);
  hls.loadSource(url);

  return {
    get levels() {
      return levels;
    },
    get currentLevel() {
      return hls.currentLevel;
    },
    setLevel: (index) => {
      // With Auto the player's size bounds the choice; a chosen quality is meant.
      if (index === AUTO_LEVEL) hls.nextLevel = AUTO_LEVEL;
      else hls.currentLevel = index;
    },
    retry: () => recovery.retry(),
    refresh: () => {
      const next = createHls(video.currentTime, hls.bandwidthEstimate);
      next.once(Events.ERROR, (_event, { fatal }) => fatal && next !== hls && next.destroy());
      next.once(Events.MANIFEST_PARSED, (_event, { levels: parsed }) => {
        if (parsed.length <= levels.length) return next.destroy();
        // The new instance takes over the buffers of the old one, so the picture does not even blink.
        const media = hls.transferMedia();
        recovery.stop();
        hls.destroy();
        follow(next);
        offer(parsed);
        next.once(Events.FRAG_BUFFERED, () => {
          const startOffset = video.currentTime + KEPT_AHEAD_SECONDS;
          next.trigger(Events.BUFFER_FLUSHING, { startOffset, endOffset: Number.POSITIVE_INFINITY, type: null });
        });
        next.attachMedia(media ?? video);
      });
      next.loadSource(url);
    },
    destroy: () => {
      letGo();
      recovery.stop();
      hls.destroy();
    },
  };
}

function createHls(startPosition: number, estimateBps: number): Hls {
  return new Hls({
    // A growing film is an EVENT playlist, which hls.js would join at its live edge.
    startPosition,
    // The end of what there is so far is no end: a finite duration would let the browser say `ended` there.
    liveDurationInfinity: true,
    abrEwmaDefaultEstimate: estimateBps,
    capLevelToPlayerSize: true,
    backBufferLength: 90,
  });
}

const toLevel = ({ width, height, bitrate }: HlsLevel, index: number): Level => ({ index, width, height, bandwidthBps: bitrate });

interface Recovery {
  readonly fail: (error: ErrorData) => void;
  readonly succeed: () => void;
  readonly retry: () => void;
  readonly stop: () => void;
}

/** What we do about fatal errors: a few tries with growing pauses, then words and a button. */
function planRecovery(hls: Hls, video: HTMLVideoElement, url: string, { onError }: EngineCallbacks): Recovery {
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hadProblem = false;

  const reload = () => {
    if (hls.levels.length === 0) hls.loadSource(url);
    else hls.startLoad(video.currentTime);
  };
  const tell = (problem: PlaybackProblem | null) => {
    hadProblem = problem !== null;
    onError(problem);
  };
  const waitForNetwork = () => {
    const delaySeconds = RETRY_DELAYS_SECONDS[tries++] ?? 0;
    tell({ kind: 'recovering', title: 'The connection was lost', detail: `Trying again in ${delaySeconds} s.` });
    timer = setTimeout(reload, delaySeconds * 1000);
  };
  return {
    fail: (error: ErrorData) => {
      clearTimeout(timer);
      if (error.type === ErrorTypes.NETWORK_ERROR && isPassing(error) && tries < RETRY_DELAYS_SECONDS.length) return waitForNetwork();
      if (error.type === ErrorTypes.MEDIA_ERROR && tries++ < MEDIA_RECOVERIES) return hls.recoverMediaError();
      tell(describeFatal(error));
    },
    succeed: () => {
      tries = 0;
      if (hadProblem) tell(null);
    },
    retry: () => {
      clearTimeout(timer);
      tries = 0;
      tell(null);
      hls.recoverMediaError();
      reload();
      void video.play().catch(() => undefined);
    },
    stop: () => clearTimeout(timer),
  };
}

/** No answer, an overloaded server or a segment that is not there yet may be different in a moment; a refusal is not. */
function isPassing({ response }: ErrorData): boolean {
  const status = response?.code ?? 0;
  return status === 0 || status === 404 || status === 429 || status >= 500;
}

function describeFatal({ type, response }: ErrorData): PlaybackProblem {
  const status = response?.code ?? 0;
  if (status === 403) {
    return { kind: 'fatal', title: 'This link to the film has run out', detail: 'Try again to get a fresh one.', isExpired: true };
  }
  if (status === 404) return { kind: 'fatal', title: 'The film is not there', detail: 'It may have been removed a moment ago.' };
  if (type === ErrorTypes.NETWORK_ERROR) {
    return {
      kind: 'fatal',
      title: 'The film does not come through',
      detail: 'We tried several times. Check your connection, then try again.',
    };
  }
  return { kind: 'fatal', title: 'This browser could not play the film', detail: 'Another try often helps; if not, try another browser.' };
}

function attachNative({ video, url, startSeconds, callbacks }: Attachment): Engine {
  const fail = () =>
    callbacks.onError({ kind: 'fatal', title: 'The film does not come through', detail: 'Check your connection, then try again.' });
  const seekTo = (seconds: number) => () => {
    if (seconds > 0) video.currentTime = seconds;
  };
  video.addEventListener('error', fail);
  video.addEventListener('loadedmetadata', seekTo(startSeconds), { once: true });
  video.src = url;
  return {
    levels: [],
    currentLevel: AUTO_LEVEL,
    setLevel: () => undefined,
    // The browser's own player reads the playlist again by itself.
    refresh: () => undefined,
    retry: () => {
      const seconds = video.currentTime;
      callbacks.onError(null);
      video.src = url;
      video.addEventListener('loadedmetadata', seekTo(seconds), { once: true });
      void video.play().catch(() => undefined);
    },
    destroy: () => {
      video.removeEventListener('error', fail);
      video.removeAttribute('src');
      video.load();
    },
  };
}
