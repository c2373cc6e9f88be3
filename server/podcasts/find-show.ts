import type { Queryable } from '../../core/database.ts';
import { AppError } from '../../core/errors.ts';
import type { Caller } from '../app.ts';
import { mayEdit } from '../catalog/video-visibility.ts';
import { findShowKey, type ShowKey } from './shows-queries.ts';

const NO_SHOW = 'There is no show with this address.';

/** Whether the caller may know that a show is or was there. */
export function mayKnowShow(show: Pick<ShowKey, 'ownerId' | 'visibility'>, caller: Caller | null): boolean {
  return show.visibility === 'PUBLIC' || mayEdit(show, caller);
}

/**
 * A show for reading, by its slug of today or a former one.
 * @throws AppError `not_found` for unknown shows and for others' private ones; `show_gone` for deleted ones, which
 *   their owner still sees
 */
export async function findKnownShow(database: Queryable, caller: Caller | null, slug: string): Promise<ShowKey> {
  const show = await findShowKey(database, slug);
  if (!show || !mayKnowShow(show, caller)) throw new AppError('not_found', NO_SHOW);
  if (show.deletedAt && !mayEdit(show, caller)) throw new AppError('show_gone');
  return show;
}

/**
 * A show for what its owner alone may do: a deleted one must be restored first.
 * @throws AppError as findKnownShow, `forbidden`
 */
export async function findOwnShow(database: Queryable, caller: Caller, slug: string): Promise<ShowKey> {
  const show = await findOwnShowEvenDeleted(database, caller, slug);
  if (show.deletedAt) throw new AppError('show_gone', 'This show was deleted. Restore it first.');
  return show;
}

export async function findOwnShowEvenDeleted(database: Queryable, caller: Caller, slug: string): Promise<ShowKey> {
  const show = await findKnownShow(database, caller, slug);
  if (!mayEdit(show, caller)) throw new AppError('forbidden', 'Only its owner may do this with a show.');
  return show;
}
