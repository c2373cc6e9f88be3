import type { Database } from '../../core/database.ts';
import { AppError } from '../../core/errors.ts';
import { createId } from '../../core/identifiers.ts';
import { assertCreator, type Caller, type ServerDependencies } from '../app.ts';
import { type ChannelRow, deleteChannel, findChannel, insertChannel, listChannels, updateChannel } from './channels-queries.ts';
import type { Channel, ChannelCreate, ChannelListQuery, ChannelPage, ChannelPatch } from './channels-schemas.ts';
import { cutPage, type ListIdentity, readCursor } from './list-cursor.ts';
import { mayEdit } from './video-visibility.ts';

type Parts = Pick<ServerDependencies, 'database' | 'config'>;

export async function readChannelPage({ database, config }: Parts, caller: Caller | null, query: ChannelListQuery): Promise<ChannelPage> {
  const { limit = 24, mine = false, cursor } = query;
  if (mine && !caller) throw new AppError('unauthenticated', 'Whose channels? `mine` needs a token or session.');
  const ownerId = mine && caller ? caller.accountId : null;
  const list: ListIdentity = ['channels', ownerId];
  const after = cursor === undefined ? null : readCursor(config.secret, list, cursor);
  const found = await listChannels(database, { ownerId, after, limit: limit + 1 }, new Date());
  const { rows, nextCursor } = cutPage(found, limit, config.secret, list);
  return { items: rows.map(describeChannel), nextCursor };
}

export async function readChannel({ database }: Parts, handle: string): Promise<Channel> {
  return describeChannel(await findKnown(database, handle));
}

/** @throws AppError `handle_taken` when somebody, even the caller, has this handle. */
export async function createChannel({ database }: Parts, caller: Caller, wish: ChannelCreate): Promise<Channel> {
  assertCreator(caller);
  const { handle, title, description = '' } = wish;
  const created = await insertChannel(database, { id: createId(), ownerId: caller.accountId, handle, title, description });
  if (!created) throw new AppError('handle_taken', `The handle ${handle} is taken.`);
  return describeChannel(await findKnown(database, handle));
}

export async function changeChannel({ database }: Parts, caller: Caller, handle: string, patch: ChannelPatch): Promise<Channel> {
  const { id } = await findEditable(database, caller, handle);
  await updateChannel(database, id, patch);
  return describeChannel(await findKnown(database, handle));
}

export async function removeChannel({ database }: Parts, caller: Caller, handle: string): Promise<void> {
  const { id } = await findEditable(database, caller, handle);
  await deleteChannel(database, id);
}

async function findKnown(database: Database, handle: string): Promise<ChannelRow> {
  const channel = await findChannel(database, handle, new Date());
  if (!channel) throw new AppError('not_found', 'There is no channel with this handle.');
  return channel;
}

async function findEditable(database: Database, caller: Caller, handle: string): Promise<ChannelRow> {
  const channel = await findKnown(database, handle);
  if (!mayEdit(channel, caller)) throw new AppError('forbidden', 'Only its owner may change this channel.');
  return channel;
}

function describeChannel({ handle, title, description, createdAt, videoCount }: ChannelRow): Channel {
  return { handle, title, description, createdAt: createdAt.toISOString(), videoCount };
}
