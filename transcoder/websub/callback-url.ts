/** A callback with the hub's parameters behind its own query, which stays as it is (W3C WebSub, 5.3). */
export function callbackWith(callback: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(callback);
  const own = url.search.slice(1);
  url.search = `${own}${own && '&'}${new URLSearchParams(parameters)}`;
  return url.href;
}
