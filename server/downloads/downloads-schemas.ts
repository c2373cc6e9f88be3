import { Type } from 'typebox';

/** By what downloads can be told apart. */
export const BREAKDOWNS = ['day', 'episode', 'app', 'device', 'country'] as const;
export type Breakdown = (typeof BREAKDOWNS)[number];

const Day = Type.String({ format: 'date', description: 'A calendar day in UTC.' });

export const DownloadsQuery = Type.Object({
  from: Type.Optional(Type.String({ format: 'date', description: 'The first day, in UTC; 30 days up to `to` where it is left out.' })),
  to: Type.Optional(Type.String({ format: 'date', description: 'The last day, in UTC; today where it is left out.' })),
  by: Type.Optional(
    Type.String({
      pattern: `^(${BREAKDOWNS.join('|')})(,(${BREAKDOWNS.join('|')}))*$`,
      default: 'day',
      description: `One or more of ${BREAKDOWNS.join(', ')}, with commas between them.`,
    }),
  ),
  episode: Type.Optional(Type.String({ description: "Only one episode's: its id or slug." })),
});
export type DownloadsQuery = Type.Static<typeof DownloadsQuery>;

export const DownloadsRow = Type.Object({
  day: Type.Optional(Day),
  episode: Type.Optional(Type.Object({ id: Type.String(), slug: Type.String(), title: Type.String() })),
  app: Type.Optional(Type.String({ description: 'The app, the browser, or the page whose player it was.' })),
  device: Type.Optional(Type.String()),
  country: Type.Optional(Type.String({ description: 'ISO 3166-1, ZZ where it is not known.' })),
  downloads: Type.Integer(),
});
export type DownloadsRow = Type.Static<typeof DownloadsRow>;

export const DownloadsReport = Type.Object(
  {
    window: Type.String({
      description: 'One listener (address and user agent) of one episode is one download within this: `calendar-day-utc`.',
    }),
    from: Day,
    to: Day,
    total: Type.Integer(),
    rows: Type.Array(DownloadsRow, { description: 'In the order of time where `by` has day, else the largest first.' }),
  },
  { $id: 'DownloadsReport', description: 'Downloads by IAB Tech Lab Podcast Measurement v2.3.' },
);
export type DownloadsReport = Type.Static<typeof DownloadsReport>;
