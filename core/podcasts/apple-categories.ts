/**
 * Apple's categories and subcategories, by their exact names
 * (https://podcasters.apple.com/support/1691-apple-podcasts-categories). Every directory reads these.
 */
export const APPLE_CATEGORIES = {
  Arts: ['Books', 'Design', 'Fashion & Beauty', 'Food', 'Performing Arts', 'Visual Arts'],
  Business: ['Careers', 'Entrepreneurship', 'Investing', 'Management', 'Marketing', 'Non-Profit'],
  Comedy: ['Comedy Interviews', 'Improv', 'Stand-Up'],
  Education: ['Courses', 'How To', 'Language Learning', 'Self-Improvement'],
  Fiction: ['Comedy Fiction', 'Drama', 'Science Fiction'],
  Government: [],
  'Health & Fitness': ['Alternative Health', 'Fitness', 'Medicine', 'Mental Health', 'Nutrition', 'Sexuality'],
  History: [],
  'Kids & Family': ['Education for Kids', 'Parenting', 'Pets & Animals', 'Stories for Kids'],
  Leisure: ['Animation & Manga', 'Automotive', 'Aviation', 'Crafts', 'Games', 'Hobbies', 'Home & Garden', 'Video Games'],
  Music: ['Music Commentary', 'Music History', 'Music Interviews'],
  News: ['Business News', 'Daily News', 'Entertainment News', 'News Commentary', 'Politics', 'Sports News', 'Tech News'],
  'Religion & Spirituality': ['Buddhism', 'Christianity', 'Hinduism', 'Islam', 'Judaism', 'Religion', 'Spirituality'],
  Science: [
    'Astronomy',
    'Chemistry',
    'Earth Sciences',
    'Life Sciences',
    'Mathematics',
    'Natural Sciences',
    'Nature',
    'Physics',
    'Social Sciences',
  ],
  'Society & Culture': ['Documentary', 'Personal Journals', 'Philosophy', 'Places & Travel', 'Relationships'],
  Sports: [
    'Baseball',
    'Basketball',
    'Cricket',
    'Fantasy Sports',
    'Football',
    'Golf',
    'Hockey',
    'Rugby',
    'Running',
    'Soccer',
    'Swimming',
    'Tennis',
    'Volleyball',
    'Wilderness',
    'Wrestling',
  ],
  Technology: [],
  'True Crime': [],
  'TV & Film': ['After Shows', 'Film History', 'Film Interviews', 'Film Reviews', 'TV Reviews'],
} as const satisfies Record<string, readonly string[]>;

/** As shows carry them: "Arts", "Arts > Books". */
const NAMES: ReadonlySet<string> = new Set(
  Object.entries(APPLE_CATEGORIES).flatMap(([category, inner]) => [category, ...inner.map((name) => `${category} > ${name}`)]),
);

export function isAppleCategory(name: string): boolean {
  return NAMES.has(name);
}

/** The name that was most likely meant: one that begins so, or is reached with the fewest changes, by its end alone too. */
export function findNearestCategory(wrong: string): string {
  const wanted = fold(wrong);
  const distanceTo = (name: string) => (name.startsWith(wanted) ? Math.min(1, name.length - wanted.length) : countEdits(wanted, name));
  const distance = (name: string) => Math.min(distanceTo(fold(name)), distanceTo(fold(name.split(' > ').at(-1) ?? name)));
  let nearest = { name: 'Arts', distance: Number.POSITIVE_INFINITY };
  for (const name of NAMES) {
    const candidate = { name, distance: distance(name) };
    if (candidate.distance < nearest.distance) nearest = candidate;
  }
  return nearest.name;
}

/** Spelling without what people vary: case, blanks, the separator, "and" for "&". */
function fold(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('&', 'and')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Levenshtein's distance. */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
