import { Type } from 'typebox';

/** What `GET /api/uploads/{id}` answers; the bytes themselves travel by tus (HEAD, PATCH, POST, DELETE on the same routes). */
export const Upload = Type.Object(
  {
    id: Type.String(),
    state: Type.Enum(['RECEIVING', 'COMPLETE', 'TERMINATED', 'EXPIRED']),
    filename: Type.String(),
    sizeBytes: Type.Integer(),
    offsetBytes: Type.Integer({ description: 'Bytes that are safely stored.' }),
    assetId: Type.Union([Type.String(), Type.Null()], { description: 'The asset that the finished upload became.' }),
    videoId: Type.Union([Type.String(), Type.Null()], { description: 'The PRIVATE draft that stands ready to be titled and published.' }),
    createdAt: Type.String({ format: 'date-time' }),
    expiresAt: Type.String({ format: 'date-time' }),
  },
  { $id: 'Upload' },
);
export type Upload = Type.Static<typeof Upload>;

/** What `GET /api/uploads` answers: the studio offers to go on with them. */
export const UploadList = Type.Object({ items: Type.Array(Upload) }, { $id: 'UploadList' });
export type UploadList = Type.Static<typeof UploadList>;
