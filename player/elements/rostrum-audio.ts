import { h, render } from 'preact';
import styles from '../listening/audio.css?inline';
import { AudioDeck } from '../listening/audio-deck.tsx';
import { readListeningSpeed } from '../listening/listening-speed.ts';
import { localStorageOrNothing, shelter, takeBack } from '../listening/now-playing.ts';
import type { Track } from '../listening/track.ts';
import { readPosition } from '../playback/resume-position.ts';

/**
 * An episode to listen to. It takes over the plain audio element inside it, which is all there is without scripts:
 *
 *     <rostrum-audio episode="e1" label="A harbour at dawn" duration="1804" page-keys>
 *       <audio controls preload="none" src="/media/..."></audio>
 *     </rostrum-audio>
 *
 * Attributes: `episode` (its id: by this the place where one stopped is remembered), `label` (its title), `duration`
 * (seconds), `start` (seconds to begin at, before the remembered place), `page-keys` (its keys work on the whole page).
 * The property `track` says the rest: chapters, waveform, artwork, address. `audio` is the element that plays; its
 * events tell what happens. A sound that plays goes on when this element leaves the page, and a new one for the same
 * episode takes it back.
 */
export class RostrumAudio extends HTMLElement {
  static readonly observedAttributes = ['label', 'duration'];

  #audio: HTMLAudioElement | null = null;
  #track: Track | null = null;

  get audio(): HTMLAudioElement | null {
    return this.#audio;
  }

  set track(track: Track) {
    this.#track = track;
    if (this.isConnected) this.#render();
  }

  connectedCallback(): void {
    if (!this.shadowRoot) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(styles);
      this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [sheet];
    }
    this.#audio = this.#takeAudio();
    this.#render();
  }

  attributeChangedCallback(): void {
    if (this.isConnected && this.shadowRoot) this.#render();
  }

  disconnectedCallback(): void {
    if (this.shadowRoot) render(null, this.shadowRoot);
    if (this.#audio) shelter(this.#audio);
  }

  /** The sound that plays this episode already, else the plain element inside, made ready to begin where one stopped. */
  #takeAudio(): HTMLAudioElement | null {
    const own = this.querySelector('audio');
    const playing = takeBack(this.#id);
    if (playing) {
      if (playing !== own) own ? own.replaceWith(playing) : this.append(playing);
      return playing;
    }
    if (!own) return null;
    const store = localStorageOrNothing();
    own.controls = false;
    own.defaultPlaybackRate = readListeningSpeed(store);
    own.playbackRate = own.defaultPlaybackRate;
    const startSeconds = Number(this.getAttribute('start')) || (readPosition(store, this.#id)?.seconds ?? 0);
    if (own.paused && own.currentTime === 0 && startSeconds > 0) own.currentTime = startSeconds;
    return own;
  }

  get #id(): string {
    return this.getAttribute('episode') ?? '';
  }

  #describeSelf(): Track {
    return {
      id: this.#id,
      title: this.getAttribute('label') ?? 'Episode',
      show: '',
      path: null,
      artwork: null,
      durationSeconds: Number(this.getAttribute('duration')) || 0,
      chapters: [],
      peaks: [],
    };
  }

  #render(): void {
    if (!this.shadowRoot || !this.#audio) return;
    render(h(AudioDeck, { host: this, audio: this.#audio, track: this.#track ?? this.#describeSelf() }), this.shadowRoot);
  }
}

if (!customElements.get('rostrum-audio')) customElements.define('rostrum-audio', RostrumAudio);

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'rostrum-audio': JSX.HTMLAttributes<RostrumAudio> & {
        readonly episode?: string;
        readonly label?: string;
        readonly duration?: number | undefined;
        readonly start?: number | undefined;
        readonly 'page-keys'?: boolean;
      };
    }
  }
}
