export interface RememberOptions {
  readonly ttlMs: number;
  readonly maxEntries: number;
}

/**
 * Wraps a lookup so that the same key is asked for once within `ttlMs`, and once for all who ask at the same time.
 * What was not found (null) or failed is asked for anew. The oldest entries go when there are more than `maxEntries`.
 */
export function rememberBriefly<T>(
  lookUp: (key: string) => Promise<T | null>,
  { ttlMs, maxEntries }: RememberOptions,
): (key: string) => Promise<T | null> {
  const entries = new Map<string, { readonly value: Promise<T | null>; readonly expiresAt: number }>();

  const forget = (key: string, value: Promise<T | null>) => {
    if (entries.get(key)?.value === value) entries.delete(key);
  };
  return (key) => {
    const known = entries.get(key);
    if (known && known.expiresAt > performance.now()) return known.value;
    const value = lookUp(key);
    entries.delete(key);
    entries.set(key, { value, expiresAt: performance.now() + ttlMs });
    const oldest = entries.size > maxEntries ? entries.keys().next().value : undefined;
    if (oldest !== undefined) entries.delete(oldest);
    value.then(
      (found) => found === null && forget(key, value),
      () => forget(key, value),
    );
    return value;
  };
}
