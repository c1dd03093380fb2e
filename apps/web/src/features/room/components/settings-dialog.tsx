import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeviceChoice } from "../../../call";
import { Button, RadioGroup, Switch } from "../../../ui";
import { Dialog, DialogActions } from "../../../ui/dialog/dialog";
import { useReadable } from "../../../ui/state/use-readable";
import { DeviceFields, useDeviceList, useMicrophoneLevel } from "../../devices";
import { useRoom } from "./room-context";

/** Devices, layout and keys; everything acts at once. */
export function SettingsDialog() {
  const { t } = useTranslation(["room", "common"]);
  const { ui } = useRoom();
  const { layout, shortcuts } = useReadable(ui);
  return (
    <Dialog form title={t("settings.title")} onClose={ui.closeDialog}>
      <div className="stack">
        <RoomDevices />
        <RadioGroup
          legend={t("layout.title")}
          value={layout}
          options={[
            { value: "grid", label: t("layout.grid"), hint: t("layout.gridHint") },
            { value: "speaker", label: t("layout.speaker"), hint: t("layout.speakerHint") },
          ]}
          onChange={ui.setLayout}
        />
        <div className="hide-phone">
          <Switch
            label={t("settings.shortcuts")}
            hint={t("settings.shortcutsHint")}
            checked={shortcuts}
            onChange={(event) => ui.setShortcuts(event.target.checked)}
          />
        </div>
      </div>
      <DialogActions>
        <span className="hide-phone">
          <Button kind="bare" onClick={() => ui.open("help")}>
            {t("help.title")}
          </Button>
        </span>
        <Button onClick={ui.closeDialog}>{t("common:close")}</Button>
      </DialogActions>
    </Dialog>
  );
}

function RoomDevices() {
  const { visit } = useRoom();
  const sending = useReadable(visit.room.sending);
  const devices = useDeviceList(sending);
  const [choice, setChoice] = useState(visit.choice());
  const level = useMicrophoneLevel(sending.microphone ? visit.room.microphoneTrack() : null);
  const choose = (kind: keyof DeviceChoice, id: string) => {
    void visit.choose(kind, id);
    setChoice(visit.choice());
  };
  const inUse = {
    microphone: choice.microphone || "default",
    camera: choice.camera || (devices.camera[0]?.id ?? ""),
    speaker: choice.speaker || "default",
  };
  return (
    <DeviceFields devices={devices} inUse={inUse} level={level} microphoneOn={sending.microphone} onChoose={choose} />
  );
}
