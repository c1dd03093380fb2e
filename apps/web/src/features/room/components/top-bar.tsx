import { Settings } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { RoomAction } from "../../../call";
import { PeopleControl } from "./bar-side";
import { Control } from "./control";
import styles from "./room.module.css";
import { Running } from "./room-fact";

interface TopBarProps {
  name: string;
  since: number;
  act: (action: RoomAction) => void;
}

/** On a phone: where one is, the people and the settings, out of the thumb's way. */
export function TopBar({ name, since, act }: TopBarProps) {
  const { t } = useTranslation("room");
  return (
    <header className={`${styles.top} only-phone`}>
      <p className="grow">
        <span className="strong clip">{name}</span>
        <span className="cap">
          <Running since={since} />
        </span>
      </p>
      <PeopleControl />
      <Control label={t("settings.title")} icon={Settings} onClick={() => act("settings")} />
    </header>
  );
}
