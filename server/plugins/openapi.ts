import swagger from '@fastify/swagger';
import type { FastifySchema, RouteOptions } from 'fastify';
import { Type } from 'typebox';
import type { App, ServerDependencies } from '../app.ts';
import { describeReading, placeBodies } from './describe-reading.ts';
import { liftNamedSchemas, markNames } from './name-schemas.ts';

export const DOCUMENT_URL = '/api/openapi.json';
const SECURITY_SCHEMES = {
  bearer: { type: 'http', scheme: 'bearer', description: 'An API token, from POST /api/tokens or `npm run -s token`.' },
  session: { type: 'apiKey', in: 'cookie', name: 'rostrum_session', description: "The web page's session." },
} as const;
const TAGS = [
  { name: 'uploads', description: 'Bytes arriving, by tus 1.0: any tus client works.' },
  { name: 'assets', description: 'What an upload became: its state, its qualities, its progress.' },
  { name: 'videos', description: 'Catalog entries that show an asset.' },
  { name: 'channels', description: "Creators' public homes." },
  { name: 'shows', description: 'Podcasts: what a feed says of itself.' },
  { name: 'episodes', description: "A show's episodes: drafts, scheduled ones, and those that are out." },
  { name: 'subscribers', description: 'People with a private feed of their own.' },
  { name: 'imports', description: 'Podcasts that move here from another host.' },
  { name: 'downloads', description: 'Listening, counted by IAB v2.3.' },
  { name: 'pages', description: "What the web app's pages say, and how other sites embed them." },
  { name: 'accounts', description: 'Who is asking: sessions and API tokens.' },
];

const ProblemBody = Type.Object(
  {
    type: Type.String({ description: '`/problems/<code>`' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    instance: Type.String({ description: 'The request id, also in X-Request-Id.' }),
    errors: Type.Optional(Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }))),
  },
  { $id: 'Problem' },
);
/** Every route may answer with a problem; saying so here keeps it out of each route's schema. */
const PROBLEM_ANSWER = { description: 'A problem (RFC 9457).', content: { 'application/problem+json': { schema: ProblemBody } } };

/** Describes the API from the routes' own schemas. Has to be registered before the routes. */
export async function registerOpenapi(app: App, { config }: ServerDependencies): Promise<void> {
  app.addHook('onRoute', nameAnswers);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Rostrum', version: '0.1.0', description: 'Video on demand and podcasts.' },
      servers: [{ url: config.publicUrl }],
      tags: TAGS,
      components: { securitySchemes: SECURITY_SCHEMES },
    },
    transform: ({ schema, url, route }) => ({ schema: markNames(describeRoute(schema, url, route)), url }),
    transformObject: (result) => ('openapiObject' in result ? liftNamedSchemas(placeBodies(result.openapiObject)) : result.swaggerObject),
  });
  app.get(DOCUMENT_URL, { config: { access: 'public', credentials: 'ignored' }, schema: { hide: true } }, async () => app.swagger());
}

/** An answer may hold a named schema many times over; as an `$id` the serializer would take each name only once. */
function nameAnswers(route: RouteOptions): void {
  if (route.schema?.response) route.schema = { ...route.schema, response: markNames(route.schema.response) };
}

/** Only the API is described; each route says there what its `access` asks for. */
function describeRoute(schema: FastifySchema | undefined, url: string, route: RouteOptions): FastifySchema {
  const access = route.config?.access ?? 'public';
  const anybody = access === 'public' ? [{}] : [];
  return {
    ...schema,
    ...describeReading(route.config?.reads ?? {}),
    hide: schema?.hide ?? (!url.startsWith('/api/') || route.method === 'OPTIONS'),
    response: { ...(schema?.response ?? { '2xx': { description: 'Done.', type: 'null' } }), default: PROBLEM_ANSWER },
    security: [...anybody, { bearer: [] }, { session: [] }],
    ...(access === 'public' ? {} : { description: `${schema?.description ?? ''}\n\nNeeds the scope \`${access.toUpperCase()}\`.`.trim() }),
  };
}
