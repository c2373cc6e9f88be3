/**
 * One answer to a GET of an episode's file (mp3, m4a, mp4), told when it is over. 304, HEAD, errors and redirects
 * never are one.
 */
export interface Delivery {
  /** When the request came in. */
  readonly at: Date;
  readonly episodeId: string;
  readonly fileName: string;
  /** Where in the file the body began: 0 unless a range was answered. */
  readonly firstByte: number;
  /**
   * Bytes of the body that this client's machine acknowledged, also when it left early; never too many
   * (acknowledged-bytes.ts).
   */
  readonly bytesSent: number;
  /** As `trustProxy` lets us know it. */
  readonly remoteAddress: string;
  /** Empty where the client sent none. */
  readonly userAgent: string;
  readonly referer: string | null;
}

/** Counts downloads; server/downloads decorates the app with one as `deliveries`. */
export interface DeliveryRecorder {
  /** Returns at once and never throws: the client has its bytes, whatever becomes of the count. */
  record(delivery: Delivery): void;
}

declare module 'fastify' {
  interface FastifyInstance {
    deliveries?: DeliveryRecorder;
  }
}
