// Imported, not read from beside this file: a bundle of the server has no files beside it.
import apps from './lists/apps.json' with { type: 'json' };
import bots from './lists/bots.json' with { type: 'json' };
import browsers from './lists/browsers.json' with { type: 'json' };
import devices from './lists/devices.json' with { type: 'json' };
import libraries from './lists/libraries.json' with { type: 'json' };
import referrers from './lists/referrers.json' with { type: 'json' };

interface Entry {
  readonly name: string;
  readonly pattern: string;
  readonly category?: string;
}

/** The lists as they come (lists/README.md). */
const LISTS = { apps, bots, browsers, devices, libraries, referrers } satisfies Record<string, { readonly entries: readonly Entry[] }>;
export type PatternList = keyof typeof LISTS;

export interface Pattern {
  readonly name: string;
  readonly expression: RegExp;
  /** `bot` for libraries that no listener uses; what a device or referrer is. */
  readonly category: string | null;
}

/** Compiles a list; its order matters, the first match is the answer. */
export function loadPatterns(list: PatternList): readonly Pattern[] {
  const entries: readonly Entry[] = LISTS[list].entries;
  return entries.map(({ name, pattern, category = null }) => ({ name, expression: new RegExp(pattern), category }));
}

export function findPattern(patterns: readonly Pattern[], text: string): Pattern | null {
  return patterns.find(({ expression }) => expression.test(text)) ?? null;
}
