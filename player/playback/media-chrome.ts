import 'media-chrome/dist/media-controller.js';
import 'media-chrome/dist/media-fullscreen-button.js';
import 'media-chrome/dist/media-loading-indicator.js';
import 'media-chrome/dist/media-mute-button.js';
import 'media-chrome/dist/media-pip-button.js';
import 'media-chrome/dist/media-play-button.js';
import 'media-chrome/dist/media-seek-backward-button.js';
import 'media-chrome/dist/media-seek-forward-button.js';
import 'media-chrome/dist/media-time-range.js';
import 'media-chrome/dist/media-volume-range.js';
import type { JSX } from 'preact';
import { adoptInlineStyles } from './adopt-inline-styles.ts';

/** The elements of Media Chrome that we use, with those that they bring inside. */
const TAGS = [
  'media-controller',
  'media-fullscreen-button',
  'media-gesture-receiver',
  'media-loading-indicator',
  'media-mute-button',
  'media-pip-button',
  'media-play-button',
  'media-preview-chapter-display',
  'media-preview-thumbnail',
  'media-preview-time-display',
  'media-seek-backward-button',
  'media-seek-forward-button',
  'media-time-range',
  'media-tooltip',
  'media-volume-range',
] as const;

/** Readies Media Chrome's elements for our Content-Security-Policy; call it before the first one is made. */
export const prepareMediaChrome = () => adoptInlineStyles(TAGS);

type MediaElementAttributes = JSX.HTMLAttributes<HTMLElement> & {
  readonly autohide?: string;
  readonly noautohide?: boolean;
  readonly nohotkeys?: boolean;
  readonly noautoseektolive?: boolean;
  readonly notooltip?: boolean;
  readonly seekoffset?: number;
};

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements extends Record<(typeof TAGS)[number], MediaElementAttributes> {}
  }
}
