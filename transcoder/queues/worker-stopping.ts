/** The reason of a stopping worker's AbortSignal. */
export class WorkerStopping extends Error {
  override readonly name = 'WorkerStopping';
}
