import { Type } from 'typebox';
import type { QueueKind } from './job-queue.ts';

/** Reads another host's feed and makes it a show; resumes where it stopped. */
export const ImportPayload = Type.Object({ importId: Type.String() });
export type ImportPayload = Type.Static<typeof ImportPayload>;

export const IMPORTS: QueueKind<ImportPayload> = {
  name: 'import',
  payload: ImportPayload,
  jobId: ({ importId }) => `import-${importId}`,
};
