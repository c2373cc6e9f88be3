/** One run of ffmpeg as a value: made by pure functions, run by run-ffmpeg.ts. */
export interface EncodeCommand {
  readonly input: EncodeInput;
  /** Inputs 1, 2 and on, for runs that join things. */
  readonly furtherInputs?: readonly EncodeInput[];
  readonly filterGraph: string | null;
  readonly outputs: readonly { readonly path: string; readonly options: readonly string[] }[];
}

export interface EncodeInput {
  readonly location: string;
  readonly options: readonly string[];
}
