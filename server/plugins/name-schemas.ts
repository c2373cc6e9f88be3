/**
 * OpenAPI keeps shared schemas under a name in `components.schemas`. Ours carry theirs as `$id`, which @fastify/swagger
 * drops at the root of an answer. So the name travels through it as an extension, and becomes a reference at the end.
 */
const NAME = 'x-rostrum-name';

type Json = unknown;
type JsonObject = Readonly<Record<string, Json>>;

/** A copy of a route's schema with each `$id` as an extension, and a type for each enum: not all readers infer it. */
export function markNames<T>(schema: T): T {
  return mapObjects(schema, ({ $id, ...rest }) => ({
    ...(Array.isArray(rest['enum']) ? { type: 'string' } : {}),
    ...rest,
    ...(typeof $id === 'string' ? { [NAME]: $id } : {}),
  })) as T;
}

/** A copy of the document in which every marked schema stands once, under its name, and is referred to elsewhere. */
export function liftNamedSchemas<T extends object>(document: T): T {
  const schemas: Record<string, Json> = {};
  const lifted = mapObjects(document, ({ [NAME]: name, ...rest }) => {
    if (typeof name !== 'string') return rest;
    schemas[name] = rest;
    return { $ref: `#/components/schemas/${name}` };
  }) as T & { readonly components?: { readonly schemas?: object } };
  return { ...lifted, components: { ...lifted.components, schemas: { ...lifted.components?.schemas, ...schemas } } };
}

/** Rebuilds a JSON value from its leaves up, each object by `change`. */
export function mapObjects(value: Json, change: (object: JsonObject) => JsonObject): Json {
  if (Array.isArray(value)) return value.map((item) => mapObjects(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return change(Object.fromEntries(Object.entries(value).map(([name, child]) => [name, mapObjects(child, change)])));
}
