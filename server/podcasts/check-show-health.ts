import { isAppleCategory } from '../../core/podcasts/apple-categories.ts';
import { knownLanguage } from '../../core/podcasts/language-tags.ts';
import { renderNotes, renderPlainNotes } from '../../core/podcasts/render-notes.ts';
import { type HealthCheck, type HealthShow, isOut, type Sign, signOfShow } from './feed-health-model.ts';
import { findForeignTag } from './find-foreign-tag.ts';

export const TITLE_CHARACTERS = 255;
export const DESCRIPTION_BYTES = 4000;
const SHORT_DESCRIPTION_CHARACTERS = 50;
const ARTWORK_PX = { smallest: 1400, best: 3000 } as const;
/** Beyond this the feed is a burden to phones; what an item says beside its notes and chapters is about as much. */
const LARGE_FEED_BYTES = 10_000_000;
const ITEM_BYTES = 2500;
const CHAPTER_BYTES = 120;

/** What a directory would say of the show itself. */
export function checkShowHealth(check: HealthCheck): Sign[] {
  const { show } = check;
  return [
    ...checkTexts(show),
    ...checkArtwork(show),
    ...checkLanguage(show),
    ...checkCopyright(show),
    ...checkMove(show),
    ...(show.visibility === 'PUBLIC' ? [...checkListing(show), ...checkOffer(check)] : []),
    ...checkComplete(check),
    ...checkSize(check),
    ...checkAddresses(check),
  ];
}

function checkTexts({ title, description }: HealthShow): Sign[] {
  const signs: Sign[] = [];
  const { length } = renderPlainNotes(description);
  const bytes = Buffer.byteLength(renderNotes(description));
  const tag = findForeignTag(description);
  if (title.length > TITLE_CHARACTERS) signs.push(signOfShow('title_long', `The show's title has ${title.length} characters.`));
  if (length === 0) signs.push(signOfShow('description_missing', 'The show has no description.'));
  else if (length < SHORT_DESCRIPTION_CHARACTERS) {
    signs.push(signOfShow('description_short', `The show's description has only ${length} characters.`));
  }
  if (bytes > DESCRIPTION_BYTES) signs.push(signOfShow('description_long', `The show's description has ${bytes} bytes; the feed cuts it.`));
  if (tag) signs.push(signOfShow('html_unsupported', `The show's description uses <${tag}>, which readers see as text.`));
  return signs;
}

function checkArtwork({ artwork }: HealthShow): Sign[] {
  if (!artwork || artwork.isGenerated)
    return [signOfShow('artwork_generated', 'Nobody has chosen a picture; a drawn one stands in for it.')];
  const size = `The show's picture is ${artwork.sizePx} pixels wide`;
  if (artwork.sizePx < ARTWORK_PX.smallest) return [signOfShow('artwork_too_small', `${size}; 1400 is the least.`)];
  return artwork.sizePx < ARTWORK_PX.best ? [signOfShow('artwork_small', `${size}; 3000 is best.`)] : [];
}

function checkLanguage({ language }: HealthShow): Sign[] {
  return knownLanguage(language) ? [] : [signOfShow('language_unknown', `"${language}" is no language that is known.`)];
}

function checkCopyright({ copyright }: HealthShow): Sign[] {
  if (!copyright) return [signOfShow('copyright_missing', 'The show does not say who holds its rights.')];
  if (!/©|\(c\)|copyright|\b(?:19|20)\d\d\b/i.test(copyright)) return [];
  return [signOfShow('copyright_wording', 'The line on copyright has the word, the sign or a year in it; apps add those themselves.')];
}

function checkMove({ newFeedUrl, redirects }: HealthShow): Sign[] {
  if (newFeedUrl === null || redirects) return [];
  return [
    signOfShow('moved_without_redirect', 'The feed announces a new address but does not lead there; apps that do not read the tag stay.'),
  ];
}

/** What matters to those who look a show up. */
function checkListing({ categories, details }: HealthShow): Sign[] {
  const signs = categories
    .filter((category) => !isAppleCategory(category))
    .map((category) => signOfShow('category_unknown', `"${category}" is not one of Apple's categories.`));
  if (categories.length === 0) signs.push(signOfShow('category_missing', 'The show has no category; the feed says "Society & Culture".'));
  if (details.block) signs.push(signOfShow('blocked', 'The show asks to be kept out of directories.'));
  if (!details.ownerEmail) signs.push(signOfShow('owner_email_missing', "The feed does not say its owner's e-mail address."));
  if (details.locked && !details.ownerEmail) {
    signs.push(signOfShow('locked_without_owner', 'The show is locked, but nobody could be asked to unlock it.'));
  }
  return signs;
}

function checkOffer({ show, episodes, now }: HealthCheck): Sign[] {
  const out = episodes.filter((episode) => isOut(episode, now) && episode.audience === 'EVERYONE');
  if (out.length === 0) return [signOfShow('no_episodes', 'No episode is out.')];
  const signs = out.some(({ type }) => type === 'FULL') ? [] : [signOfShow('trailer_only', 'Only trailers and bonus episodes are out.')];
  const explicit = out.filter((episode) => episode.explicit).length;
  if (explicit > 0 && !show.explicit) {
    signs.push(signOfShow('explicit_differs', `Explicit episodes (${explicit}) are in a show that says it is not explicit.`));
  }
  return signs;
}

function checkComplete({ show, episodes, now }: HealthCheck): Sign[] {
  const scheduled = episodes.filter(({ state, publishAt }) => state === 'PUBLISHED' && publishAt !== null && publishAt > now).length;
  if (!show.details.complete || scheduled === 0) return [];
  return [
    signOfShow(
      'complete_with_scheduled',
      `The show says that it is complete, but episodes are scheduled (${scheduled}); apps stop looking.`,
    ),
  ];
}

function checkSize({ show, episodes, now }: HealthCheck): Sign[] {
  if (show.pageSize !== null) return [];
  const items = episodes.filter((episode) => isOut(episode, now));
  const bytes = items.reduce((sum, { notesBytes, chapters }) => sum + ITEM_BYTES + notesBytes + chapters * CHAPTER_BYTES, 0);
  if (bytes <= LARGE_FEED_BYTES) return [];
  return [signOfShow('feed_large', `The feed has about ${Math.round(bytes / 1e6)} MB, which apps fetch whole after every change.`)];
}

function checkAddresses({ show: { link }, publicUrl }: HealthCheck): Sign[] {
  const signs = publicUrl.startsWith('https://') ? [] : [signOfShow('address_not_https', `The feed's addresses begin with ${publicUrl}.`)];
  if (link && !link.startsWith('https://')) signs.push(signOfShow('link_not_https', `The show's link is ${link}.`));
  return signs;
}
