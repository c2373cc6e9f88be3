import { expect, test } from 'vitest';
import { APPLE_CATEGORIES, findNearestCategory, isAppleCategory } from '../../../core/podcasts/apple-categories.ts';

test("Apple's 19 categories have 91 subcategories", () => {
  expect(Object.keys(APPLE_CATEGORIES)).toHaveLength(19);
  expect(Object.values(APPLE_CATEGORIES).flat()).toHaveLength(91);
});

test.each(['Arts', 'Arts > Books', 'TV & Film > After Shows', 'Health & Fitness'])('%s is one', (name) => {
  expect(isAppleCategory(name)).toBe(true);
});

test.each([
  ['arts', 'Arts'],
  ['Arts > Book', 'Arts > Books'],
  ['Books', 'Arts > Books'],
  ['Techno', 'Technology'],
  ['Health and Fitness', 'Health & Fitness'],
  ['TV and Film', 'TV & Film'],
  ['Society & Culture>Philosphy', 'Society & Culture > Philosophy'],
  ['Science > Fiction', 'Fiction > Science Fiction'],
])('%s is none; %s was meant', (wrong, meant) => {
  expect(isAppleCategory(wrong)).toBe(false);
  expect(findNearestCategory(wrong)).toBe(meant);
});
