import { Mic, MicOff, SlidersHorizontal, Video, VideoOff } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Preview, PreviewDevice, Readable } from "../../../call";
import { Icon } from "../../../ui";
import { useReadable } from "../../../ui/state/use-readable";
import { LevelMeter } from "../../devices";
import styles from "./preview.module.css";

interface PreviewFrameProps {
  preview: Preview;
  level: Readable<number>;
  onDevices: () => void;
}

/** Oneself as the others will see one, and the two buttons that matter. */
export function PreviewFrame({ preview, level, onDevices }: PreviewFrameProps) {
  const { t } = useTranslation("pre-join");
  const { microphone, camera } = useReadable(preview);
  const micOn = isOn(microphone);
  const cameraOn = isOn(camera);
  return (
    <section className={styles.preview} data-off={camera.track === null || undefined} aria-label={t("preview.label")}>
      {camera.track === null ? <NoPicture camera={camera} /> : <Picture track={camera.track} />}
      <div className={styles.controls}>
        <button
          type="button"
          className={styles.control}
          data-off={!micOn || undefined}
          aria-label={t(micOn ? "microphone.mute" : "microphone.unmute")}
          title={t(micOn ? "microphone.mute" : "microphone.unmute")}
          onClick={() => void preview.toggle("microphone")}
        >
          <Icon of={micOn ? Mic : MicOff} />
        </button>
        <button
          type="button"
          className={styles.control}
          data-off={!cameraOn || undefined}
          aria-label={t(cameraOn ? "camera.stop" : "camera.start")}
          title={t(cameraOn ? "camera.stop" : "camera.start")}
          onClick={() => void preview.toggle("camera")}
        >
          <Icon of={cameraOn ? Video : VideoOff} />
        </button>
        <button
          type="button"
          className={`${styles.control} only-phone`}
          aria-label={t("devices.label")}
          onClick={onDevices}
        >
          <Icon of={SlidersHorizontal} />
        </button>
      </div>
      {microphone.track !== null && (
        <div className={`${styles.level} only-phone`}>
          <LevelMeter level={level} bars={8} />
        </div>
      )}
    </section>
  );
}

/** On, or on its way there. */
function isOn({ wanted, failure }: PreviewDevice): boolean {
  return wanted && failure === null;
}

function Picture({ track }: { track: MediaStreamTrack }) {
  const { t } = useTranslation("pre-join");
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    element.srcObject = new MediaStream([track]);
    return () => {
      element.srcObject = null;
    };
  }, [track]);
  const mirrored = track.getSettings().facingMode !== "environment";
  return (
    <video
      ref={video}
      className={styles.picture}
      data-mirrored={mirrored || undefined}
      aria-label={t("preview.picture")}
      autoPlay
      playsInline
      muted
    />
  );
}

function NoPicture({ camera }: { camera: PreviewDevice }) {
  const { t } = useTranslation("pre-join");
  const { wanted, opening, failure } = camera;
  const why = opening ? "opening" : wanted ? failure : null;
  return (
    <div className={styles.off} role="status">
      <Icon of={opening ? Video : VideoOff} size={32} />
      <p>
        <b className={styles.strong}>{t(why === null ? "camera.off.title" : `camera.${why}.title`)}</b>
        {why !== null && (
          <>
            <br />
            {t(`camera.${why}.hint`)}
          </>
        )}
      </p>
    </div>
  );
}
