import { blocksOf, type Places } from "../model/places";
import styles from "./places.module.css";

/** The places of a limit as small blocks. The same numbers stand beside them in words. */
export function SessionPlaces({ places }: { places: Places }) {
  const blocks = blocksOf(places);
  if (blocks.length === 0) return null;
  return (
    <span className={styles.places} aria-hidden="true">
      {blocks.map((kind, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a block has no name but its place
        <i key={at} className={kind === "taken" ? undefined : styles[kind]} />
      ))}
    </span>
  );
}
