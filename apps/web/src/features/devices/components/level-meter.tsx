import { useTranslation } from "react-i18next";
import type { Readable } from "../../../call";
import { useReadable } from "../../../ui/state/use-readable";
import styles from "./devices.module.css";

interface LevelMeterProps {
  level: Readable<number>;
  /** How many bars it has. */
  bars?: number;
}

/** How loud one's microphone is, as a row of bars. */
export function LevelMeter({ level, bars = 16 }: LevelMeterProps) {
  const { t } = useTranslation("devices");
  const lit = Math.round(useReadable(level) * bars);
  return (
    // biome-ignore lint/a11y/useSemanticElements: the browser's own meter cannot be drawn as bars
    <span
      className={styles.meter}
      role="meter"
      aria-label={t("level")}
      aria-valuemin={0}
      aria-valuemax={bars}
      aria-valuenow={lit}
    >
      {Array.from({ length: bars }, (_, bar) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
        <i key={bar} data-on={bar < lit || undefined} />
      ))}
    </span>
  );
}
