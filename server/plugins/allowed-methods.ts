import type { App } from '../app.ts';

/** Address patterns of the API and the methods they answer. */
export type RouteMethods = Map<string, Set<string>>;

/** Notes every route that is registered from now on. */
export function collectRoutes(app: App): RouteMethods {
  const routes: RouteMethods = new Map();
  app.addHook('onRoute', ({ method, url }) => {
    const methods = routes.get(url) ?? new Set<string>();
    for (const name of [method].flat()) methods.add(name);
    routes.set(url, methods);
  });
  return routes;
}

/** The methods that some route answers at this address: none means that there is nothing here at all. */
export function findAllowedMethods(routes: RouteMethods, url: string): string[] {
  const path = url.split('?', 1)[0] ?? url;
  const methods = [...routes].filter(([pattern]) => pattern !== '*' && toExpression(pattern).test(path)).flatMap(([, names]) => [...names]);
  return [...new Set(methods)].sort();
}

function toExpression(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/:[A-Za-z]+/g, '[^/]+')
    .replaceAll('*', '.*');
  return new RegExp(`^${source}$`);
}
