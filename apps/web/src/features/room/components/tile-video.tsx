import { useEffect, useEffectEvent, useRef } from "react";
import type { Picture } from "../../../call";
import styles from "./tile.module.css";

interface TileVideoProps {
  picture: Picture;
  /** Shows the whole picture, with bars if need be: a screen. A face fills its tile instead. */
  whole: boolean;
  /** Tells the picture's own shape once it is known, and when it changes. */
  onAspect?: (aspect: number) => void;
}

/** The moving picture of a tile. What it says is in the tile's name, so it is hidden from screen readers. */
export function TileVideo({ picture, whole, onAspect }: TileVideoProps) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    picture.attach(element);
    return () => picture.detach(element);
  }, [picture]);

  const tellAspect = useEffectEvent(() => {
    const { videoWidth, videoHeight } = video.current ?? { videoWidth: 0, videoHeight: 0 };
    if (videoWidth > 0 && videoHeight > 0) onAspect?.(videoWidth / videoHeight);
  });
  const wantsAspect = onAspect !== undefined;
  useEffect(() => {
    if (wantsAspect) tellAspect();
  }, [wantsAspect]);

  return (
    <video
      ref={video}
      className={styles.video}
      data-whole={whole || undefined}
      data-mirrored={picture.mirrored || undefined}
      onResize={tellAspect}
      aria-hidden="true"
      tabIndex={-1}
      autoPlay
      playsInline
      muted
    />
  );
}
