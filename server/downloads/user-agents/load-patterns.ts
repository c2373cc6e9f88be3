import { readFileSync } from 'node:fs';

/** The lists that lie beside this file (lists/README.md). */
export type PatternList = 'apps' | 'bots' | 'browsers' | 'devices' | 'libraries' | 'referrers';

export interface Pattern {
  readonly name: string;
  readonly expression: RegExp;
  /** `bot` for libraries that no listener uses; what a device or referrer is. */
  readonly category: string | null;
}

interface Entry {
  readonly name: string;
  readonly pattern: string;
  readonly category?: string;
}

/** Reads and compiles a list; its order matters, the first match is the answer. */
export function loadPatterns(list: PatternList): readonly Pattern[] {
  const text = readFileSync(new URL(`./lists/${list}.json`, import.meta.url), 'utf8');
  const { entries } = JSON.parse(text) as { entries: readonly Entry[] };
  return entries.map(({ name, pattern, category = null }) => ({ name, expression: new RegExp(pattern), category }));
}

export function findPattern(patterns: readonly Pattern[], text: string): Pattern | null {
  return patterns.find(({ expression }) => expression.test(text)) ?? null;
}
