interface PageLinksProps {
  readonly path: string;
  readonly paging: { readonly page: number; readonly pageCount: number };
  /** What else the address says, such as the season. */
  readonly query?: Readonly<Record<string, number | null>>;
  readonly newer: string;
  readonly older: string;
}

/** The way through a long list, as plain links. */
export function PageLinks({ path, paging: { page, pageCount }, query = {}, newer, older }: PageLinksProps) {
  if (pageCount < 2) return null;
  return (
    <nav class="page-links" aria-label="Pages">
      {page > 1 ? (
        <a class="button" rel="prev" href={pageAddress(path, { ...query, page: page - 1 })}>
          {newer}
        </a>
      ) : (
        <span />
      )}
      <span class="quiet numbers">
        Page {page} of {pageCount}
      </span>
      {page < pageCount ? (
        <a class="button" rel="next" href={pageAddress(path, { ...query, page: page + 1 })}>
          {older}
        </a>
      ) : (
        <span />
      )}
    </nav>
  );
}

/** A list's address; the first page is the list's own. */
export function pageAddress(path: string, query: Readonly<Record<string, number | null>>): string {
  const pairs = Object.entries(query).filter(([name, value]) => value !== null && !(name === 'page' && value === 1));
  const search = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  return search ? `${path}?${search}` : path;
}
