import { createContext } from 'preact';
import type { PageData } from '../server/pages/pages-schemas.ts';

/** What the server said with the page itself, for the address that it was asked for; null where it said nothing. */
export interface FirstPage {
  readonly address: string;
  readonly data: PageData;
}

export const FirstPageContext = createContext<FirstPage | null>(null);

/** Reads the data block that the server put into the page. */
export function readFirstPage(): FirstPage | null {
  const block = document.getElementById('page-data');
  if (!block?.textContent) return null;
  return { address: location.pathname + location.search, data: JSON.parse(block.textContent) as PageData };
}
