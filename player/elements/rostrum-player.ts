import { h, render } from 'preact';
import { prepareMediaChrome } from '../playback/media-chrome.ts';
import styles from '../playback/player.css?inline';
import { PlayerStage } from '../playback/player-stage.tsx';
import { measureReach } from '../playback/use-video-state.ts';

/**
 * The film on its stage, also outside our pages:
 *
 *     <rostrum-player src="/hls/.../master.m3u8" poster="/posters/..." label="A harbour at dawn"></rostrum-player>
 *
 * Attributes: `src` (HLS), `poster`, `label` (the film's name; `title` would show as a tooltip over the picture),
 * `duration` (seconds, when known beforehand), `start` (seconds to begin at), `growing` (still being encoded: more
 * will follow), `autoplay`, `preload` (`none`: nothing is fetched before somebody plays it), `page-keys` (its keys work on the
 * whole page).
 * Events: `video` when the element that plays is there,  `timeupdate`, `play`, `pause`, `ended` as a video element sends them, and `expired` when the viewer tries
 * again after a signed link's time was over: who then sets a fresh `src` prevents its default. The element's size is
 * its box.
 */
export class RostrumPlayer extends HTMLElement {
  static readonly observedAttributes = ['src', 'poster', 'label', 'duration', 'start', 'growing', 'autoplay', 'preload'];

  #video: HTMLVideoElement | null = null;

  get video(): HTMLVideoElement | null {
    return this.#video;
  }

  get currentTime(): number {
    return this.#video?.currentTime ?? 0;
  }

  set currentTime(seconds: number) {
    if (this.#video) this.#video.currentTime = seconds;
  }

  /** Seconds; of a film that still grows, those that are there. 0 while unknown. */
  get duration(): number {
    return this.#video ? measureReach(this.#video) : 0;
  }

  get paused(): boolean {
    return this.#video?.paused ?? true;
  }

  async play(): Promise<void> {
    await this.#video?.play();
  }

  pause(): void {
    this.#video?.pause();
  }

  connectedCallback(): void {
    if (!this.shadowRoot) {
      prepareMediaChrome();
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(styles);
      this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [sheet];
    }
    this.#render();
  }

  attributeChangedCallback(): void {
    if (this.isConnected && this.shadowRoot) this.#render();
  }

  disconnectedCallback(): void {
    if (this.shadowRoot) render(null, this.shadowRoot);
  }

  #render(): void {
    const stage = h(PlayerStage, {
      host: this,
      src: this.getAttribute('src'),
      poster: this.getAttribute('poster'),
      label: this.getAttribute('label') ?? 'Film',
      totalSeconds: Number(this.getAttribute('duration')) || 0,
      startSeconds: Number(this.getAttribute('start')) || 0,
      isGrowing: this.hasAttribute('growing'),
      startsByItself: this.hasAttribute('autoplay'),
      waitsForPlay: this.getAttribute('preload') === 'none',
      onVideo: this.#adoptVideo,
    });
    if (this.shadowRoot) render(stage, this.shadowRoot);
  }

  readonly #adoptVideo = (video: HTMLVideoElement | null): void => {
    this.#video = video;
    for (const name of ['timeupdate', 'play', 'pause', 'ended']) video?.addEventListener(name, this.#echo);
    if (video) this.dispatchEvent(new Event('video'));
  };

  readonly #echo = (event: Event): void => {
    this.dispatchEvent(new Event(event.type));
  };
}

if (!customElements.get('rostrum-player')) customElements.define('rostrum-player', RostrumPlayer);

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'rostrum-player': JSX.HTMLAttributes<RostrumPlayer> & {
        readonly src?: string | undefined;
        readonly poster?: string | undefined;
        readonly label?: string;
        readonly duration?: number | undefined;
        readonly start?: number | undefined;
        readonly growing?: boolean;
        readonly autoplay?: boolean;
        readonly preload?: 'none' | undefined;
        readonly 'page-keys'?: boolean;
      };
    }
  }
}
