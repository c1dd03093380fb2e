import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import type { Size } from "../../../call";

/** The inner size of an element, kept up to date. Zero before the first paint. */
export function useElementSize<E extends HTMLElement>(): { element: RefObject<E | null>; size: Size } {
  const element = useRef<E>(null);
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const watched = element.current;
    if (watched === null) return;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = watched;
      setSize((was) => (was.width === width && was.height === height ? was : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(watched);
    return () => observer.disconnect();
  }, []);
  return { element, size };
}
