/** Paths that this instance serves media under; below a CDN or another host they are somebody else's. */
const OWN_MEDIA = /^\/(hls|posters)\//;

/**
 * Reads the API's JSON. The API names media by absolute addresses, for clients of every kind; a page that was opened
 * under another name of the same instance (localhost for 127.0.0.1) takes them from where it came itself, which is
 * also all that its content security policy allows.
 */
export function readAnswer<T>(text: string): T {
  return JSON.parse(text, (name, value: unknown) => (isMediaAddress(name, value) ? toOwnOrigin(value) : value)) as T;
}

function isMediaAddress(name: string, value: unknown): value is string {
  return (name === 'hls' || name === 'poster') && typeof value === 'string' && URL.canParse(value);
}

function toOwnOrigin(address: string): string {
  const { pathname, search } = new URL(address);
  return OWN_MEDIA.test(pathname) ? pathname + search : address;
}
