import { useTranslation } from "react-i18next";
import { Rows } from "./surface";
import styles from "./surface.module.css";

/** A bar where a line of text will stand; `width` is CSS. */
export function Skeleton({ width = "100%", height }: { width?: string; height?: string }) {
  return <span className={styles.skeleton} style={{ width, ...(height && { height }) }} />;
}

const WIDTHS = [
  ["62%", "36%"],
  ["48%", "22%"],
  ["70%", "44%"],
] as const;

/** Rows on their way: keeps the layout, says "Loading" once. */
export function SkeletonRows({ count = 3, round = false }: { count?: number; round?: boolean }) {
  const { t } = useTranslation();
  return (
    <div aria-busy="true">
      <span className="vh" role="status">
        {t("loading")}
      </span>
      <Rows aria-hidden="true">
        {Array.from({ length: count }, (_, row) => {
          const [first, second] = WIDTHS[row % WIDTHS.length] ?? WIDTHS[0];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of nothing have no other name
            <li key={row}>
              {round && <span className={styles.skeleton} style={{ width: 32, height: 32, borderRadius: "50%" }} />}
              <span className={styles.skeletonText}>
                <Skeleton width={first} />
                <Skeleton width={second} height="10px" />
              </span>
            </li>
          );
        })}
      </Rows>
    </div>
  );
}
