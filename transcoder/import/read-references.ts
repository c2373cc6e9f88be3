const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const REFERENCE = /&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));/g;
const LAST_CODE_POINT = 0x10ffff;

/** Reads XML's references to characters, once. Others (`&nbsp;`) stay: where text is HTML they mean something there. */
export function readReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(REFERENCE, (_whole, hex?: string, decimal?: string, name?: string) => {
    if (name) return NAMED[name] ?? '';
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    return code > LAST_CODE_POINT ? '\uFFFD' : String.fromCodePoint(code);
  });
}
