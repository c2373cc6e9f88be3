import type { Video } from '../../server/catalog/videos-schemas.ts';

/** Who a film is for, in a word or two; null for one that everybody sees. */
export function nameVisibility(visibility: Video['visibility']): string | null {
  return { PUBLIC: null, UNLISTED: 'Unlisted', MEMBERS: 'Members only', PRIVATE: 'Private' }[visibility];
}
