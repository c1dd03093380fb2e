import { type RefObject, useEffect, useRef } from "react";
import { useDocumentTitle } from "./document-title";

/**
 * Gives a page's heading the focus once the page stands, unless a field of it already took it: screen readers then
 * read where one is, and the next Tab goes into the page. Also names the browser's tab.
 */
export function useHeadingFocus(title: string): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useDocumentTitle(title);
  useEffect(() => {
    const focused = document.activeElement;
    if (focused === null || focused === document.body || !heading.current?.closest("main")?.contains(focused)) {
      heading.current?.focus({ preventScroll: true });
    }
  }, []);
  return heading;
}
