/** Tiles shown at once; more people are on further pages and stay audible. */
export const TILES_PER_PAGE = 6;

/** One page of a list and where it stands among the pages. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Beginning with 0, never beyond the last page. */
  readonly page: number;
  readonly pages: number;
}

/** Cuts out page `wanted` (beginning with 0) of `items`; a page that no longer exists becomes the last one. */
export function pageOf<T>(items: readonly T[], wanted: number, size: number): Page<T> {
  const pages = Math.max(1, Math.ceil(items.length / size));
  const page = Math.min(Math.max(0, wanted), pages - 1);
  return { items: items.slice(page * size, (page + 1) * size), page, pages };
}
