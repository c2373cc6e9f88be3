import { findNearestCategory, isAppleCategory } from '../../core/podcasts/apple-categories.ts';
import type { Warn } from './feed-shapes.ts';
import { findChildren, readAttribute } from './read-elements.ts';
import type { XmlElement } from './read-xml.ts';

/** A show has a few; directories read the first ones only. */
const MOST = 3;
/** Looking for what a wrong name may mean takes time. */
const MOST_READ = 20;
const LONGEST = 100;

/** Names that Apple gave up in 2019, and where its own list put their shows. */
const FORMER: Readonly<Record<string, string>> = {
  'Arts > Literature': 'Arts > Books',
  'Business > Business News': 'News > Business News',
  'Business > Management & Marketing': 'Business > Management',
  'Business > Shopping': 'Business',
  'Education > Educational Technology': 'Education',
  'Education > Higher Education': 'Education',
  'Education > K-12': 'Education',
  'Education > Language Courses': 'Education > Language Learning',
  'Education > Training': 'Education > Self-Improvement',
  'Games & Hobbies': 'Leisure',
  'Games & Hobbies > Automotive': 'Leisure > Automotive',
  'Games & Hobbies > Aviation': 'Leisure > Aviation',
  'Games & Hobbies > Hobbies': 'Leisure > Hobbies',
  'Games & Hobbies > Other Games': 'Leisure > Games',
  'Games & Hobbies > Video Games': 'Leisure > Video Games',
  'Government & Organizations': 'Government',
  'Government & Organizations > Non-Profit': 'Business > Non-Profit',
  Health: 'Health & Fitness',
  'Health > Fitness & Nutrition': 'Health & Fitness > Nutrition',
  'Health > Self-Help': 'Education > Self-Improvement',
  'News & Politics': 'News > Politics',
  'Religion & Spirituality > Other': 'Religion & Spirituality',
  'Science & Medicine': 'Science',
  'Science & Medicine > Medicine': 'Health & Fitness > Medicine',
  'Science & Medicine > Natural Sciences': 'Science > Natural Sciences',
  'Science & Medicine > Social Sciences': 'Science > Social Sciences',
  'Society & Culture > History': 'History',
  'Sports & Recreation': 'Sports',
  'Sports & Recreation > Amateur': 'Sports',
  'Sports & Recreation > Outdoor': 'Sports > Wilderness',
  'Sports & Recreation > Professional': 'Sports',
  'Technology > Gadgets': 'Technology',
  'Technology > Podcasting': 'Technology',
  'Technology > Software How-To': 'Technology',
  'Technology > Tech News': 'News > Tech News',
};
const FORMER_BY_FOLDED = new Map(Object.entries(FORMER).map(([former, name]) => [fold(former), name]));

/** A channel's categories by Apple's exact names; what is none of them even in other spelling is told and left out. */
export function readCategories(channel: XmlElement, warn: Warn): string[] {
  const named = findChildren(channel, 'itunes:category')
    .flatMap(listNames)
    .slice(0, MOST_READ)
    .map((name) => name.slice(0, LONGEST));
  const found = new Set(named.flatMap((name) => mapCategory(name, warn)));
  if (found.size > MOST) warn(`Only the first ${MOST} categories were kept.`);
  return [...found].slice(0, MOST);
}

/** "Arts", or one "Arts > Books" for each inner category. */
function listNames(category: XmlElement): string[] {
  const name = readAttribute(category, 'text');
  if (!name) return [];
  const inner = findChildren(category, 'itunes:category').flatMap((child) => readAttribute(child, 'text') ?? []);
  return inner.length > 0 ? inner.map((child) => `${name} > ${child}`) : [name];
}

function mapCategory(name: string, warn: Warn): string[] {
  if (isAppleCategory(name)) return [name];
  const former = FORMER_BY_FOLDED.get(fold(name));
  if (former) return [former];
  const nearest = findNearestCategory(name);
  if (fold(nearest) === fold(name)) return [nearest];
  const [outer = '', inner] = name.split(' > ');
  const kept = inner === undefined ? [] : mapCategory(outer, () => undefined);
  warn(
    `The category "${name}" is none of Apple's${kept.length > 0 ? `; "${kept[0]}" was kept of it` : ` and was left out; "${nearest}" is the nearest`}.`,
  );
  return kept;
}

/** Spelling without case, blanks and signs. */
function fold(name: string): string {
  return name.toLowerCase().replace(/\band\b/g, '&').replace(/[^\p{L}\p{N}>]/gu, ''); // biome-ignore format: one thought
}
