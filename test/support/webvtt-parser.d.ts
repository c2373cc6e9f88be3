/** The part of webvtt-parser that we use; it comes without types, and as CommonJS. */
declare module 'webvtt-parser' {
  interface Parsed {
    readonly cues: { readonly startTime: number; readonly endTime: number; readonly text: string }[];
    readonly errors: { readonly message: string; readonly line: number }[];
  }
  const webvtt: { readonly WebVTTParser: new () => { parse(input: string): Parsed } };
  // biome-ignore lint/style/noDefaultExport: what a CommonJS module exports is a default export to us.
  export default webvtt;
}
