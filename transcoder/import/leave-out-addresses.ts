import { Compile } from 'typebox/compile';
import { Chapter } from '../../core/podcasts/podcast-details.ts';
import type { MendChapter } from '../../core/podcasts/read-chapters.ts';
import type { Warn } from './feed-shapes.ts';

const ADDRESSES = { url: Compile(Chapter.properties.url), img: Compile(Chapter.properties.img) } as const;

/** A chapter goes without an address that is none, and the others keep theirs. */
export function leaveOutAddresses(warn: Warn): MendChapter {
  return (chapter, index) => {
    if (typeof chapter !== 'object' || chapter === null) return chapter;
    const isKept = ([name, value]: [string, unknown]) => {
      if (!(name in ADDRESSES) || ADDRESSES[name as keyof typeof ADDRESSES].Check(value)) return true;
      warn(`Chapter ${index + 1} goes without its address (${name}): "${String(value).slice(0, 80)}" is none of the web.`);
      return false;
    };
    return Object.fromEntries(Object.entries(chapter).filter(isKept));
  };
}
