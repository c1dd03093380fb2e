import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  canChooseSpeaker,
  type DeviceChoice,
  type DeviceList,
  HEARD,
  playTestSound,
  type Readable,
} from "../../../call";
import { SelectField } from "../../../ui";
import { useReadable } from "../../../ui/state/use-readable";
import { deviceOptions } from "../model/device-options";
import styles from "./devices.module.css";
import { LevelMeter } from "./level-meter";

interface DeviceFieldsProps {
  devices: DeviceList;
  /** Ids of the devices in use. */
  inUse: DeviceChoice;
  level: Readable<number>;
  microphoneOn: boolean;
  /** What is wrong with a device, in words, instead of its meter. */
  trouble?: { microphone?: ReactNode; camera?: ReactNode };
  onChoose: (kind: keyof DeviceChoice, id: string) => void;
}

/** Microphone with its meter, camera, speaker with its test sound. */
export function DeviceFields({ devices, inUse, level, microphoneOn, trouble, onChoose }: DeviceFieldsProps) {
  const { t } = useTranslation("devices");
  const select = (kind: keyof DeviceChoice) => {
    const { value, options } = deviceOptions(devices[kind], inUse[kind], t("system"));
    return (
      <SelectField
        dense
        label={t(kind)}
        value={value}
        options={options}
        onChange={(event) => onChoose(kind, event.target.value)}
      />
    );
  };
  return (
    <div className={styles.devices}>
      <div className={styles.device}>
        {select("microphone")}
        <div className={styles.hint}>{trouble?.microphone ?? <Hearing level={level} on={microphoneOn} />}</div>
      </div>
      <div className={styles.device}>
        {select("camera")}
        {trouble?.camera && <div className={styles.hint}>{trouble.camera}</div>}
      </div>
      <div className={styles.device}>
        {canChooseSpeaker() && select("speaker")}
        <div className={styles.hint}>
          <TestSound speaker={inUse.speaker} />
        </div>
      </div>
    </div>
  );
}

function Hearing({ level, on }: { level: Readable<number>; on: boolean }) {
  const { t } = useTranslation("devices");
  if (!on) return <>{t("microphoneOff")}</>;
  return (
    <span className={styles.hearing}>
      <LevelMeter level={level} />
      <HeardWord level={level} />
    </span>
  );
}

/** Once a voice was heard the words stay, so that they do not flicker with every pause. */
function HeardWord({ level }: { level: Readable<number> }) {
  const { t } = useTranslation("devices");
  const loud = useReadable(level) >= HEARD;
  const [heard, setHeard] = useState(false);
  if (loud && !heard) setHeard(true);
  return <span>{heard ? t("heard") : t("sayWord")}</span>;
}

function TestSound({ speaker }: { speaker: string }) {
  const { t } = useTranslation("devices");
  const [state, setState] = useState<"idle" | "playing" | "failed">("idle");
  const play = async () => {
    if (state === "playing") return;
    setState("playing");
    try {
      await playTestSound(speaker);
      setState("idle");
    } catch {
      setState("failed");
    }
  };
  return (
    <>
      <button type="button" className={styles.link} onClick={play}>
        {state === "playing" ? t("playing") : t("play")}
      </button>
      {state === "failed" && <p role="alert">{t("playFailed")}</p>}
    </>
  );
}
