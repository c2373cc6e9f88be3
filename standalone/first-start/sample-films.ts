/** A title that appears in the picture: fades in and out again. Sizes in pixels of the film's own size. */
export interface SampleTitle {
  readonly text: string;
  readonly size: number;
  /** How far down the picture, 0 to 1. */
  readonly at: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** A film that ffmpeg draws from arithmetic alone. */
export interface SampleFilm {
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly seconds: number;
  readonly frameRate: number;
  /** A lavfi source, and the filters that bring it to the film's size. */
  readonly picture: string;
  /** None around a tenth of the film: the poster is taken there and shows the picture alone. */
  readonly titles: readonly SampleTitle[];
  /** What lies between titles and a restless picture: a colour with its opacity. */
  readonly titleBackdrop: string | null;
  /** Frequencies of a chord, in Hz, and the seconds of one breath of its loudness. */
  readonly chord: readonly number[];
  readonly breathSeconds: number;
  /** Spoken by espeak-ng where it is installed, from this second on. */
  readonly narration: string;
  readonly narrationFromSeconds: number;
}

export const SAMPLE_FILMS: readonly SampleFilm[] = [
  {
    slug: 'first-light',
    title: 'First Light',
    description:
      'Four colours turn slowly around the middle of the picture until the night is over. Drawn by ffmpeg on this machine when Rostrum started for the first time.',
    tags: ['sample', 'abstract'],
    seconds: 48,
    frameRate: 24,
    // Drawn small and scaled up, because a gradient has no detail to lose; the noise keeps its dark end from banding.
    picture:
      'gradients=s=640x360:c0=0x05081a:c1=0x1a2260:c2=0x8a3560:c3=0xdc7a48:n=4:x0=0:y0=0:x1=639:y1=359:speed=0.003:d=48:r=24:seed=7,scale=1280:720:flags=bicubic,noise=alls=2:allf=t',
    titles: [
      { text: 'Rostrum presents', size: 34, at: 0.5, fromSeconds: 8.5, toSeconds: 13 },
      { text: 'First Light', size: 120, at: 0.5, fromSeconds: 14, toSeconds: 22 },
      { text: 'a film drawn by arithmetic', size: 34, at: 0.66, fromSeconds: 16, toSeconds: 22 },
      { text: 'Now upload one of your own.', size: 48, at: 0.5, fromSeconds: 40, toSeconds: 47 },
    ],
    titleBackdrop: null,
    chord: [110, 164.81, 220, 277.18],
    breathSeconds: 12,
    narration:
      'Before the first upload there is only the night, and a machine that waits. Then somebody presses a key. Four colours begin to turn. The dark gives way to blue, blue to red, and red to gold. This is first light.',
    narrationFromSeconds: 22,
  },
  {
    slug: 'small-worlds',
    title: 'Small Worlds',
    description:
      "Conway's Game of Life, upright for the phone in your hand: cells are born, crowd each other, and leave a glow behind. Drawn by ffmpeg on this machine.",
    tags: ['sample', 'portrait', 'life'],
    seconds: 40,
    frameRate: 24,
    picture:
      'life=s=90x160:mold=24:r=8:ratio=0.2:random_seed=4:life_color=0xf4d6a0:death_color=0xa0426a:mold_color=0x140c2c,fps=24,scale=720:1280:flags=neighbor',
    titles: [
      { text: 'Small Worlds', size: 92, at: 0.46, fromSeconds: 8.5, toSeconds: 15 },
      { text: 'three rules, no plan', size: 36, at: 0.54, fromSeconds: 10, toSeconds: 15 },
    ],
    titleBackdrop: '0x140c2c@0.7',
    chord: [146.83, 220, 293.66, 369.99],
    breathSeconds: 5,
    narration:
      'A cell with two or three neighbours lives on. A cell with fewer is lonely and dies. A cell with more is crowded and dies. Where exactly three meet, a new one is born. That is all, and it is enough.',
    narrationFromSeconds: 15.5,
  },
];
