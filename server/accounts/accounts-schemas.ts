import { Type } from 'typebox';

export const Me = Type.Object(
  {
    id: Type.String(),
    displayName: Type.String(),
    role: Type.Enum(['VIEWER', 'CREATOR', 'MODERATOR', 'ADMIN']),
    scope: Type.Enum(['READ', 'WRITE', 'ADMIN'], { description: 'What the token or session that asks may do.' }),
    storage: Type.Object({ usedBytes: Type.Integer(), quotaBytes: Type.Integer() }),
  },
  { $id: 'Me' },
);
export type Me = Type.Static<typeof Me>;

export const ApiToken = Type.Object({
  id: Type.String(),
  name: Type.String(),
  scope: Type.Enum(['READ', 'WRITE', 'ADMIN']),
  createdAt: Type.String({ format: 'date-time' }),
  expiresAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  lastUsedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
});
export type ApiToken = Type.Static<typeof ApiToken>;

export const ApiTokenCreate = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    scope: Type.Enum(['READ', 'WRITE', 'ADMIN']),
    expiresInDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650 })),
  },
  { additionalProperties: false },
);
export type ApiTokenCreate = Type.Static<typeof ApiTokenCreate>;

export const ApiTokenPage = Type.Object({ items: Type.Array(ApiToken), nextCursor: Type.Null() });

/** Shown once; afterwards only its hash is known. */
export const ApiTokenCreated = Type.Object({ ...ApiToken.properties, token: Type.String() });
export type ApiTokenCreated = Type.Static<typeof ApiTokenCreated>;

export const SessionCreate = Type.Object(
  { token: Type.String({ minLength: 20, maxLength: 200, description: 'From a sign-in link.' }) },
  { additionalProperties: false },
);
export type SessionCreate = Type.Static<typeof SessionCreate>;
