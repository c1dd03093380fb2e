import type { ComponentProps } from "react";
import styles from "./surface.module.css";

interface SurfaceProps extends ComponentProps<"section"> {
  /** `card` lies on the canvas; `well` is sunk into a surface. */
  kind?: "card" | "well";
}

/** A ground for content: no frame, no shadow, none inside another. */
export function Surface({ kind = "card", className, ...rest }: SurfaceProps) {
  return <section {...rest} className={[styles[kind], className].filter(Boolean).join(" ")} />;
}

/** A list with one hairline between rows; its children are `<li>`. */
export function Rows({ className, ...rest }: ComponentProps<"ul">) {
  // biome-ignore lint/a11y/noRedundantRoles: a list without bullets is no list to VoiceOver unless it says so
  return <ul role="list" {...rest} className={[styles.rows, className].filter(Boolean).join(" ")} />;
}
