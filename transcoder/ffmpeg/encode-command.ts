/** One run of ffmpeg as a value: made by pure functions, run by run-ffmpeg.ts. */
export interface EncodeCommand {
  readonly input: { readonly location: string; readonly options: readonly string[] };
  readonly filterGraph: string | null;
  readonly outputs: readonly { readonly path: string; readonly options: readonly string[] }[];
}
