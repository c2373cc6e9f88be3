import { AppError } from '../../core/errors.ts';
import { createId } from '../../core/identifiers.ts';
import { checkPublicUrl } from '../../core/outbound/check-public-url.ts';
import { assertCreator, type Caller, isAdministrator, type ServerDependencies } from '../app.ts';
import { cutPage, type ListIdentity, readCursor } from '../catalog/list-cursor.ts';
import { describeImport } from './describe-import.ts';
import {
  countItems,
  deleteImport,
  findChannelId,
  findImport,
  type ImportRow,
  insertImport,
  isSlugTaken,
  listFailures,
  listImports,
  reviveImport,
} from './imports-queries.ts';
import type { FeedImport, ImportCreate, ImportListQuery, ImportPage } from './imports-schemas.ts';
import { removeObjects } from './remove-objects.ts';

type Parts = Pick<ServerDependencies, 'config' | 'database' | 'jobs'>;

/** An account moves house with a few shows, not with a directory. */
const MOST_RUNNING = 20;
const MOST_FAILURES = 100;

/**
 * Begins an import; asking again while it runs gives the running one.
 * @throws AppError address_refused for what cannot be a public feed; slug_taken; rate_limited
 */
export async function createImport(parts: Parts, caller: Caller, wish: ImportCreate): Promise<FeedImport> {
  assertCreator(caller);
  const { config, database, jobs } = parts;
  const url = checkPublicUrl(wish.url, config.outbound.allowedNetworks);
  url.hash = '';
  const { accountId } = caller;
  const { slug = null, channel } = wish;
  if (slug !== null && (await isSlugTaken(database, slug))) throw new AppError('slug_taken', `The address ${slug} is taken.`);
  const channelId = channel === undefined ? null : await findOwnChannel(parts, accountId, channel);
  const id = await insertImport(database, { id: createId(), accountId, url: url.href, slug, channelId }, MOST_RUNNING);
  if (id === null) throw new AppError('rate_limited', `${MOST_RUNNING} imports are under way; wait for one of them.`);
  await jobs.imports.add({ importId: id });
  return readImport(parts, caller, id);
}

/** @throws AppError not_found, also for imports of others. */
export async function readImport(parts: Parts, caller: Caller, id: string): Promise<FeedImport> {
  const row = await findOwnImport(parts, caller, id);
  const counts = await countItems(parts.database, [id]);
  return describeImport(parts.config.publicUrl, row, counts.get(id), await listFailures(parts.database, id, MOST_FAILURES));
}

/** The caller's own; each one's failures are with it alone. */
export async function readImportPage({ config, database }: Parts, { accountId }: Caller, query: ImportListQuery): Promise<ImportPage> {
  const { limit = 20, cursor } = query;
  const list: ListIdentity = ['imports', accountId];
  const after = cursor === undefined ? null : readCursor(config.secret, list, cursor);
  const { rows, nextCursor } = cutPage(await listImports(database, accountId, { after, limit: limit + 1 }), limit, config.secret, list);
  const ids = rows.map(({ id }) => id);
  const counts = await countItems(database, ids);
  return { items: rows.map((row) => describeImport(config.publicUrl, row, counts.get(row.id))), nextCursor };
}

/** Takes up what failed; an import that runs goes on running. @throws AppError conflict when nothing failed that could be tried again */
export async function retryImport(parts: Parts, caller: Caller, id: string): Promise<FeedImport> {
  const row = await findOwnImport(parts, caller, id);
  const isOver = row.state === 'DONE' || row.state === 'FAILED';
  if (isOver && !(await reviveImport(parts.database, row))) {
    throw new AppError('conflict', 'Nothing of this import can be tried again. New episodes come by importing the address once more.');
  }
  await parts.jobs.imports.add({ importId: id });
  return readImport(parts, caller, id);
}

/** Ends an import. What it has brought goes with it, as long as its show was not opened. */
export async function cancelImport(parts: Parts & Pick<ServerDependencies, 'objectStore'>, caller: Caller, id: string): Promise<void> {
  await findOwnImport(parts, caller, id);
  const remains = await deleteImport(parts.database, id);
  if (remains) await removeObjects(parts.objectStore, remains);
}

async function findOwnImport({ database }: Parts, caller: Caller, id: string): Promise<ImportRow> {
  const row = await findImport(database, id);
  if (!row || (row.accountId !== caller.accountId && !isAdministrator(caller)))
    throw new AppError('not_found', 'There is no import with this id.');
  return row;
}

async function findOwnChannel({ database }: Parts, accountId: string, handle: string): Promise<string> {
  const id = await findChannelId(database, accountId, handle);
  if (id === null) throw new AppError('validation_failed', 'channel: you have no channel with this handle.');
  return id;
}
