import { useMemo } from "react";
import { drawQr } from "./modules";
import styles from "./qr-code.module.css";

/** A QR code of `text`. `label` says what it holds: who cannot scan it needs the same as text beside it. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => drawQr(text), [text]);
  return (
    <svg
      className={styles.code}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
}
