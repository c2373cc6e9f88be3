import { expect, it } from 'vitest';
import { drawingArguments } from '../../../standalone/first-start/draw-sample-film.ts';
import { SAMPLE_FILMS } from '../../../standalone/first-start/sample-films.ts';

it.each(SAMPLE_FILMS)('$title has its titles and its voice where the machine can write and speak', (film) => {
  const whole = drawingArguments(film, { font: '/font.woff2', voice: '/voice.wav', file: '/film.mp4' }).join(' ');
  for (const { text } of film.titles) expect(whole).toContain(`text='${text}'`);
  expect(whole).toContain('-i /voice.wav');
  expect(whole).toContain('amix');
});

it.each(SAMPLE_FILMS)('$title does without them elsewhere', (film) => {
  const bare = drawingArguments(film, { font: null, voice: null, file: '/film.mp4' }).join(' ');
  expect(bare).not.toContain('drawtext');
  expect(bare).not.toContain('amix');
  expect(bare).toContain('[sound]');
});

it.each(SAMPLE_FILMS)('$title ends its titles before it ends, and holds nothing that drawtext would misread', ({ titles, seconds }) => {
  for (const { text, toSeconds } of titles) {
    expect(toSeconds).toBeLessThanOrEqual(seconds);
    expect(text).not.toMatch(/['\\:%]/);
  }
});

it.each(SAMPLE_FILMS)('$title has no words on the picture its poster is taken from', ({ titles, seconds }) => {
  const posterSeconds = seconds / 10;
  for (const { fromSeconds, toSeconds } of titles) {
    expect(toSeconds < posterSeconds - 1 || fromSeconds > posterSeconds + 1).toBe(true);
  }
});
