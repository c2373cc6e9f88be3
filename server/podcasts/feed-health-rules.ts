import type { FeedFinding } from './feed-health-schemas.ts';

interface FeedHealthRule extends Pick<FeedFinding, 'severity' | 'directory' | 'source' | 'fix'> {}

type Ask = Pick<FeedFinding, 'directory' | 'source'>;
/** https://podcasters.apple.com/support/823-podcast-requirements and the tags' pages beside it. */
const apple = (tag: string): Ask => ({ directory: 'Apple', source: `Podcast RSS feed requirements, ${tag}` });
/** https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification, 1.0. */
const psp = (section: string): Ask => ({ directory: 'PSP-1', source: `version 1.0, ${section}` });
/** https://podcasting2.org/podcast-namespace */
const namespace = (tag: string): Ask => ({ directory: 'Podcasting 2.0', source: `podcast namespace, ${tag}` });
const apps = (source: string): Ask => ({ directory: 'Apps', source });

const refused = (ask: Ask, fix: string): FeedHealthRule => ({ severity: 'REFUSED', ...ask, fix });
const warning = (ask: Ask, fix: string): FeedHealthRule => ({ severity: 'WARNING', ...ask, fix });
const advice = (ask: Ask, fix: string): FeedHealthRule => ({ severity: 'ADVICE', ...ask, fix });

/** Every kind of finding: how bad it is, who asks for what is missing, and what to do about it. Listed in this order. */
export const FEED_HEALTH_RULES = {
  no_episodes: refused(apple('<item>'), 'Publish an episode; a trailer of a minute is enough to be listed.'),
  description_missing: refused(psp('Required Channel, <description>'), 'Describe the show in a few sentences.'),
  artwork_too_small: refused(apple('<itunes:image>'), 'Upload a square JPEG or PNG of 3000 x 3000 pixels.'),
  category_unknown: refused(apple('<itunes:category>'), "Choose one of Apple's categories, spelled as in its list."),
  language_unknown: refused(psp('Required Channel, <language>'), 'Set the language to its code of ISO 639, such as "en" or "pt-BR".'),
  enclosure_missing: refused(apple('<enclosure>'), "Upload the episode's sound and choose it as the episode's asset."),
  enclosure_failed: refused(apple('<enclosure>'), 'Upload the sound again, from a file that plays.'),
  enclosure_type: refused(apple('<enclosure>'), 'Upload the sound again, so that its file is made anew.'),
  enclosure_empty: refused(apple('<enclosure>'), 'Upload the sound again, so that its file is made anew.'),

  address_not_https: warning(apple('Hosting'), 'Serve this site by HTTPS, and set PUBLIC_URL to its https address.'),
  artwork_generated: warning(apple('<itunes:image>'), 'Upload a square picture of your own, 3000 x 3000 pixels.'),
  category_missing: warning(psp('Required Channel, <itunes:category>'), 'Choose the category that fits the show best.'),
  description_long: warning(apple('<description>'), 'Shorten the description to 4,000 bytes, markup included.'),
  html_unsupported: warning(apple('<description>'), 'Take these tags out, or use paragraphs, lists, links and emphasis alone.'),
  blocked: warning(apple('<itunes:block>'), 'Switch "block" off once the show may be found.'),
  moved_without_redirect: warning(apple('<itunes:new-feed-url>'), 'Switch the redirect on as well, once the new feed works.'),
  complete_with_scheduled: warning(apple('<itunes:complete>'), 'Take "complete" back, or the schedule off.'),
  locked_without_owner: warning(namespace('<podcast:locked>'), "Give the owner's e-mail address, which unlocking a show is agreed by."),
  duration_missing: warning(apple('<itunes:duration>'), 'Upload the sound again, so that its length is measured anew.'),
  bitrate_missing: warning(
    { directory: 'IAB', source: 'Podcast Measurement Guidelines 2.3, one minute of content' },
    'Upload the sound again, so that its file is made anew.',
  ),
  chapters_beyond_end: warning(namespace('<podcast:chapters>'), 'Correct the chapters, or choose the sound that they were made for.'),
  serial_without_number: warning(apple('<itunes:episode>'), 'Number the episode: serial shows are played in the order of their numbers.'),
  duplicate_number: warning(apple('<itunes:episode>'), 'Give each full episode of a season a number of its own.'),
  duplicate_title: warning(apps('lists of episodes show little but titles'), 'Give each episode a title of its own.'),
  title_stuffed: warning(apple('<title>'), 'Leave only the title; numbers have fields of their own, and apps show them.'),
  date_in_future: warning(apple('<pubDate>'), 'Set the date to the past, or schedule the episode.'),
  date_order: warning(apple('<pubDate>'), "Change the dates or the numbers, so that both put the season's episodes in the same order."),

  description_short: advice(apple('<description>'), 'Say in a few sentences what the show is about, for whom, and by whom.'),
  title_long: advice(psp('Namespace Declarations'), 'Shorten the title; apps cut long ones after a line or two.'),
  artwork_small: advice(apple('<itunes:image>'), 'Upload a picture of 3000 x 3000 pixels; large screens show it.'),
  trailer_only: advice(apple('<itunes:episodeType>'), 'Publish the first full episode.'),
  owner_email_missing: advice(apple('<itunes:owner>'), "Give the owner's e-mail address; directories send their confirmation there."),
  copyright_missing: advice(psp('Situational Channel, <copyright>'), 'Name who holds the rights.'),
  copyright_wording: advice(psp('Situational Channel, <copyright>'), 'Leave only the name of who holds the rights.'),
  link_not_https: advice(apple('<link>'), "Give the https address of the show's site."),
  feed_large: advice(
    apps('RFC 5005, section 3'),
    'Set a page size: the newest episodes stay in the feed, the others in pages that it links to.',
  ),
  enclosure_pending: advice(apple('<enclosure>'), 'Wait for its file; the episode comes out by itself.'),
  explicit_differs: advice(apple('<itunes:explicit>'), 'Mark the show as explicit too, if such episodes are usual in it.'),
  number_gap: advice(apple('<itunes:episode>'), 'Publish what is missing, or number the episodes without a gap.'),
  same_date: advice(apple('<pubDate>'), 'Set the dates a minute apart, in the order in which they shall be listed.'),
  notes_missing: advice(apple('<description>'), 'Say in a sentence or two what the episode is about.'),
  notes_long: advice(
    apple('<description>'),
    'Say what matters in the first 4,000 bytes, or move a transcript from the notes to where transcripts belong.',
  ),
  episode_artwork_small: advice(apple('<itunes:image>'), 'Upload a picture of 3000 x 3000 pixels for the episode, or none.'),
  transcript_missing: advice(
    namespace('<podcast:transcript>'),
    'Add a transcript: it is read, searched, and needed by those who cannot hear.',
  ),
  chapters_missing: advice(namespace('<podcast:chapters>'), 'Add chapters, so that listeners find what they look for.'),
} as const satisfies Record<string, FeedHealthRule>;

export type FeedHealthCode = keyof typeof FEED_HEALTH_RULES;
