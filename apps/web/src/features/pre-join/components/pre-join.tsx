import { lazy, Suspense, useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Admission, ConferenceCard } from "../../../api";
import {
  browserCapture,
  type Capture,
  createPreview,
  type DeviceChoice,
  type Intent,
  type Preview,
  type PreviewDevice,
  type PreviewState,
  whenAllowed,
} from "../../../call";
import { useReadable } from "../../../ui/state/use-readable";
import { memoryOf, rememberIn } from "../../admission";
import { DeviceFields, useDeviceList, useMicrophoneLevel } from "../../devices";
import { useLock } from "../../sessions";
import { wayIn } from "../model/way-in";
import { JoinForm } from "./join-form";
import { Lobby, LobbyText } from "./lobby";
import lobby from "./lobby.module.css";
import { PreviewFrame } from "./preview-frame";

/** Only phones open it, and a dialog's code is not needed to join. */
const DevicesDialog = lazy(() => import("./devices-dialog").then((file) => ({ default: file.DevicesDialog })));

/** Everything the room needs from this page: the admission, and the very tracks that the preview showed. */
export interface JoinRequest {
  readonly admission: Admission;
  readonly capture: Promise<Capture>;
  readonly choice: DeviceChoice;
  readonly wanted: Intent;
}

interface PreJoinProps {
  number: string;
  card: ConferenceCard;
  onJoin: (request: JoinRequest) => void;
}

/** See and hear oneself, say who one is, join. Who may not come in is told so, and no camera is opened for them. */
export function PreJoin({ number, card, onJoin }: PreJoinProps) {
  const { is } = wayIn(card, useLock("join") !== undefined);
  if (is === "log_in" || is === "not_on_list") {
    return (
      <LobbyText>
        <JoinForm number={number} card={card} onAdmitted={never} />
      </LobbyText>
    );
  }
  return <BeforeTheRoom number={number} card={card} onJoin={onJoin} />;
}

/** Such a form has no way in. */
const never = () => undefined;

function BeforeTheRoom({ number, card, onJoin }: PreJoinProps) {
  const preview = usePreview(number);
  const state = useReadable(preview);
  const level = useMicrophoneLevel(state.microphone.track);
  const [choosing, setChoosing] = useState(false);
  const { t } = useTranslation("pre-join");
  const join = (admission: Admission) => {
    const { choice, microphone, camera } = preview.get();
    onJoin({
      admission,
      choice,
      wanted: { microphone: microphone.wanted, camera: camera.wanted },
      capture: preview.take(),
    });
  };
  return (
    <Lobby>
      <PreviewFrame preview={preview} level={level} onDevices={() => setChoosing(true)} />
      <JoinForm number={number} card={card} onAdmitted={join} />
      <section className={`${lobby.devices} hide-phone`} aria-label={t("devices.label")}>
        <Devices preview={preview} state={state} level={level} />
      </section>
      {choosing && (
        <Suspense>
          <DevicesDialog onClose={() => setChoosing(false)}>
            <Devices preview={preview} state={state} level={level} />
          </DevicesDialog>
        </Suspense>
      )}
    </Lobby>
  );
}

/** The preview of this page, begun as this tab remembers it and remembered as it changes. */
function usePreview(number: string): Preview {
  const [preview] = useState(() => createPreview(browserCapture(), memoryOf(number)));
  const start = useEffectEvent(() => void preview.start());
  useEffect(() => {
    start();
    const stops = [whenAllowed("microphone", start), whenAllowed("camera", start)];
    return () => {
      for (const stop of stops) stop();
      preview.stop();
    };
  }, [preview]);
  useEffect(
    () =>
      preview.subscribe(() => {
        const { microphone, camera, choice } = preview.get();
        rememberIn(number, { microphone: microphone.wanted, camera: camera.wanted, choice });
      }),
    [preview, number],
  );
  return preview;
}

function Devices({
  preview,
  state,
  level,
}: {
  preview: Preview;
  state: PreviewState;
  level: Parameters<typeof DeviceFields>[0]["level"];
}) {
  const { microphone, camera, choice } = state;
  const devices = useDeviceList(microphone.track?.id ?? camera.track?.id);
  const inUse = {
    microphone: idOf(microphone) ?? choice.microphone,
    camera: idOf(camera) ?? choice.camera,
    speaker: choice.speaker === "" ? "default" : choice.speaker,
  };
  return (
    <DeviceFields
      devices={devices}
      inUse={inUse}
      level={level}
      microphoneOn={microphone.track !== null}
      {...(microphone.failure !== null && { trouble: { microphone: <MicrophoneTrouble of={microphone} /> } })}
      onChoose={(kind, id) => void preview.choose(kind, id)}
    />
  );
}

function MicrophoneTrouble({ of: { failure } }: { of: PreviewDevice }) {
  const { t } = useTranslation("pre-join");
  return failure === null ? null : <span role="status">{t(`microphone.trouble.${failure}`)}</span>;
}

function idOf({ track }: PreviewDevice): string | undefined {
  return track?.getSettings().deviceId;
}
