import { uuid5 } from '../../core/podcasts/show-guid.ts';

/**
 * The podcast:guid of a show's film feed: another podcast to the directories, so it needs one of its own. Made from the
 * show's, it is as lasting as that.
 */
export const videoFeedGuid = (showGuid: string): string => uuid5(showGuid, 'video');
