import { useLayoutEffect } from "react";
import styles from "./room.module.css";

/** The room is dark in both themes, and so is what floats over it; the page behind neither scrolls nor keeps a gutter. */
export function useAlwaysDark(): void {
  useLayoutEffect(() => {
    const page = document.documentElement;
    const classes = ["always-dark", styles.page].filter((name): name is string => name !== undefined);
    page.classList.add(...classes);
    return () => page.classList.remove(...classes);
  }, []);
}
