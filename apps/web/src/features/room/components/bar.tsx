import { Hand, LogOut, Mic, MicOff, ScreenShare, ScreenShareOff, Video, VideoOff } from "lucide-react";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import type { RoomAction } from "../../../call";
import { Button, Icon } from "../../../ui";
import { useReadable } from "../../../ui/state/use-readable";
import { BarSide, ChatControl } from "./bar-side";
import { Control } from "./control";
import { DeviceMenu } from "./device-menu";
import styles from "./room.module.css";
import { usePresent, useRoom } from "./room-context";
import { RoomFact } from "./room-fact";

interface BarProps {
  ref: RefObject<HTMLElement | null>;
  name: string;
  since: number;
  act: (action: RoomAction) => void;
  handBusy: boolean;
}

/** The room's controls at the bottom: where one is, what one sends, what is open. */
export function Bar({ ref, name, since, act, handBusy }: BarProps) {
  const { t } = useTranslation("room");
  return (
    <footer ref={ref} className={styles.bar}>
      <div className={`${styles.info} hide-phone`}>
        <span className="strong clip" title={name}>
          {name}
        </span>
        <RoomFact since={since} />
      </div>
      <div className={styles.main} role="toolbar" aria-label={t("controls")}>
        <Sources act={act} />
        <HandControl act={act} busy={handBusy} />
        <span className="only-phone">
          <ChatControl />
        </span>
        <LeaveButton />
      </div>
      <BarSide />
    </footer>
  );
}

/** Microphone, camera and screen. */
function Sources({ act }: { act: (action: RoomAction) => void }) {
  const { t } = useTranslation("room");
  const { visit } = useRoom();
  const { microphone, camera, screen } = useReadable(visit.room.sending);
  return (
    <>
      <span className={styles.split}>
        <Control
          label={t(microphone ? "microphone.mute" : "microphone.unmute")}
          aria-keyshortcuts="M"
          icon={microphone ? Mic : MicOff}
          off={!microphone}
          onClick={() => act("microphone")}
        />
        <DeviceMenu kind="microphone" />
      </span>
      <span className={styles.split}>
        <Control
          label={t(camera ? "camera.stop" : "camera.start")}
          aria-keyshortcuts="V E"
          icon={camera ? Video : VideoOff}
          off={!camera}
          onClick={() => act("camera")}
        />
        <DeviceMenu kind="camera" />
      </span>
      {canShareScreen() && (
        <Control
          className="hide-phone"
          label={t(screen ? "screen.stop" : "screen.share")}
          aria-keyshortcuts="S"
          icon={screen ? ScreenShareOff : ScreenShare}
          on={screen}
          onClick={() => act("screen")}
        />
      )}
    </>
  );
}

function HandControl({ act, busy }: { act: (action: RoomAction) => void; busy: boolean }) {
  const { t } = useTranslation("room");
  const { self } = usePresent();
  const raised = self !== undefined && self.handRaisedAt !== null;
  return (
    <Control
      label={t(raised ? "hand.lower" : "hand.raise")}
      aria-keyshortcuts="H"
      icon={Hand}
      on={raised}
      busy={busy}
      onClick={() => act("hand")}
    />
  );
}

function LeaveButton() {
  const { t } = useTranslation("room");
  const { visit } = useRoom();
  return (
    <Button kind="danger" className={styles.leave ?? ""} icon={<Icon of={LogOut} />} onClick={() => void visit.leave()}>
      <span className={styles.leaveWord}>{t("leave")}</span>
    </Button>
  );
}

/** Phones' browsers cannot capture a screen. */
function canShareScreen(): boolean {
  return typeof (navigator.mediaDevices as MediaDevices | undefined)?.getDisplayMedia === "function";
}
