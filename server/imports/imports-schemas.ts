import { Type } from 'typebox';

const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const instant = Type.String({ format: 'date-time' });

export const ImportCreate = Type.Object(
  {
    url: Type.String({ minLength: 1, maxLength: 2000, description: "The RSS feed's address at its present host." }),
    slug: Type.Optional(
      Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', minLength: 1, maxLength: 60, description: "The show's name in addresses here." }),
    ),
    channel: Type.Optional(Type.String({ description: 'The handle of a channel of yours that the show is to belong to.' })),
  },
  { additionalProperties: false },
);
export type ImportCreate = Type.Static<typeof ImportCreate>;

const ImportFailure = Type.Object(
  { guid: Type.String(), title: Type.String(), code: Type.String(), detail: Type.String() },
  { $id: 'ImportFailure' },
);

export const FeedImport = Type.Object(
  {
    id: Type.String(),
    url: Type.String(),
    state: Type.Enum(['WAITING', 'READING', 'IMPORTING', 'DONE', 'FAILED'], {
      description: 'IMPORTING: the show is here and private; DONE: every episode can be heard, and the show is public.',
    }),
    show: Nullable(Type.Object({ slug: Type.String(), title: Type.String() })),
    progress: Type.Object({
      total: Type.Integer({ description: 'Episodes that the show did not have.' }),
      done: Type.Integer({ description: 'They can be heard.' }),
      processing: Type.Integer({ description: 'Their files were fetched and are being encoded.' }),
      failed: Type.Integer(),
    }),
    warnings: Type.Array(Type.String(), { description: 'What could not be kept as it was.' }),
    failure: Nullable(Type.Object({ code: Type.String(), detail: Type.String() })),
    failures: Type.Array(ImportFailure, { description: 'Episodes that failed, the first hundred.' }),
    nextSteps: Type.Array(Type.Object({ title: Type.String(), detail: Type.String() }), {
      description: 'How the listeners follow, once it is done.',
    }),
    createdAt: instant,
    finishedAt: Nullable(instant),
  },
  { $id: 'FeedImport' },
);
export type FeedImport = Type.Static<typeof FeedImport>;

export const ImportPage = Type.Object({ items: Type.Array(FeedImport), nextCursor: Nullable(Type.String()) });
export type ImportPage = Type.Static<typeof ImportPage>;

export const ImportListQuery = Type.Object({
  cursor: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
});
export type ImportListQuery = Type.Static<typeof ImportListQuery>;
