/**
 * Parts the fields of the API that are columns from those that lie together in the JSON column `details`.
 * @param details the schema of the latter
 */
export function splitDetails<Wish extends object, Details extends object>(
  wish: Wish,
  details: { readonly properties: Record<keyof Details, unknown> },
): { columns: Omit<Wish, keyof Details>; details: Partial<Details> } {
  const isDetail = ([name]: [string, unknown]) => Object.hasOwn(details.properties, name);
  const entries = Object.entries(wish);
  return {
    columns: Object.fromEntries(entries.filter((entry) => !isDetail(entry))) as Omit<Wish, keyof Details>,
    details: Object.fromEntries(entries.filter(isDetail)) as Partial<Details>,
  };
}
