import { ScreenShare, VolumeX } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon, Spinner } from "../../../ui";
import { useReadable } from "../../../ui/state/use-readable";
import styles from "./banners.module.css";
import { useRoom } from "./room-context";

/** What is going on over the stage: connecting, reconnecting, one's own screen, held-back sound. */
export function Banners() {
  return (
    <div className={styles.banners}>
      <ConnectionBanner />
      <SoundBanner />
      <SharingBanner />
    </div>
  );
}

function ConnectionBanner() {
  const { t } = useTranslation("room");
  const { phase } = useReadable(useRoom().visit.session);
  const words = phase === "entering" ? t("connecting") : phase === "reconnecting" ? t("reconnecting") : null;
  // The live region stands from the start, so that what appears in it is read out.
  return (
    <div role="status" className={styles.place}>
      {words !== null && (
        <p className={styles.banner} data-wait={phase === "reconnecting" || undefined}>
          <Spinner />
          {words}
        </p>
      )}
    </div>
  );
}

function SoundBanner() {
  const { t } = useTranslation("room");
  const { room } = useRoom().visit;
  const audible = useReadable(room.audible);
  if (audible) return null;
  return (
    <ActionBanner
      icon={<Icon of={VolumeX} />}
      words={t("sound.held")}
      act={t("sound.play")}
      onAct={() => void room.startSound()}
    />
  );
}

function SharingBanner() {
  const { t } = useTranslation("room");
  const { room } = useRoom().visit;
  const { screen } = useReadable(room.sending);
  if (!screen) return null;
  return (
    <ActionBanner
      icon={<Icon of={ScreenShare} />}
      words={t("screen.sharing")}
      act={t("screen.stop")}
      onAct={() => void room.setScreen(false)}
    />
  );
}

function ActionBanner({ icon, words, act, onAct }: { icon: ReactNode; words: string; act: string; onAct: () => void }) {
  return (
    <div className={styles.banner}>
      {icon}
      <p>{words}</p>
      <button type="button" className={styles.act} onClick={onAct}>
        {act}
      </button>
    </div>
  );
}
