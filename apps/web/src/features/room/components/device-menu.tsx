import { ChevronUp } from "lucide-react";
import { memo, useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { canChooseSpeaker, type DeviceChoice } from "../../../call";
import { Icon } from "../../../ui";
import { Menu, MenuChoice, MenuDivider } from "../../../ui/menu/menu";
import { useReadable } from "../../../ui/state/use-readable";
import { deviceOptions, useDeviceList } from "../../devices";
import styles from "./room.module.css";
import { useRoom } from "./room-context";

/**
 * The little arrow beside microphone and camera: which one. The microphone's also chooses where one hears. Menus are the
 * dearest part of the bar to draw: they come after the room itself, and are not drawn again with the button beside them.
 */
export const DeviceMenu = memo(function DeviceMenu({ kind }: { kind: "microphone" | "camera" }) {
  const { t } = useTranslation("room");
  const ready = useDeferredValue(true, false);
  const opener = (
    <button
      type="button"
      className={`${styles.control} ${styles.more}`}
      aria-label={t(`${kind}.choose`)}
      title={t(`${kind}.choose`)}
    >
      <Icon of={ChevronUp} size={16} />
    </button>
  );
  if (!ready) return opener;
  return (
    <Menu position="top-start" opener={opener}>
      <Choices kinds={kind === "microphone" && canChooseSpeaker() ? ["microphone", "speaker"] : [kind]} />
    </Menu>
  );
});

function Choices({ kinds }: { kinds: readonly (keyof DeviceChoice)[] }) {
  const { t } = useTranslation("devices");
  const { visit } = useRoom();
  const devices = useDeviceList(useReadable(visit.room.sending));
  const [inUse, setInUse] = useState(visit.choice());
  const choose = (kind: keyof DeviceChoice, id: string) => {
    void visit.choose(kind, id);
    setInUse(visit.choice());
  };
  return kinds.map((kind, index) => {
    const { value, options } = deviceOptions(devices[kind], inUse[kind] || "default", t("system"));
    return (
      <div key={kind}>
        {index > 0 && <MenuDivider />}
        <MenuChoice label={t(kind)} value={value} options={options} onChoose={(id) => choose(kind, id)} />
      </div>
    );
  });
}
