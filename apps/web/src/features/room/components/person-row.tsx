import { Ellipsis, Hand, type LucideIcon, Mic, MicOff, Video, VideoOff } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Present } from "../../../call";
import { Avatar, Icon, IconButton } from "../../../ui";
import { Menu } from "../../../ui/menu/menu";
import styles from "./panel.module.css";
import { PersonActions } from "./person-actions";
import { RemoveDialog } from "./remove-dialog";

interface PersonRowProps {
  person: Present;
  handPlace: number | undefined;
  moderating: boolean;
}

/** One person of the people panel. */
export function PersonRow({ person, handPlace, moderating }: PersonRowProps) {
  const { t } = useTranslation("room");
  const [removing, setRemoving] = useState(false);
  const name = person.self ? t("you", { name: person.name }) : person.name;
  return (
    <li className={styles.person}>
      <Avatar name={person.name} />
      <p className={`grow ${styles.who}`}>
        <span className="clip" title={name}>
          {name}
        </span>
        <span className="cap">{t(`role.${person.role}`)}</span>
      </p>
      {handPlace !== undefined && (
        <State icon={Hand} words={t("people.hand", { place: handPlace })} className={styles.raised} />
      )}
      <State
        icon={person.microphoneOn ? Mic : MicOff}
        words={t(person.microphoneOn ? "people.microphoneOn" : "people.microphoneOff")}
      />
      <State
        icon={person.camera === null ? VideoOff : Video}
        words={t(person.camera === null ? "people.cameraOff" : "people.cameraOn")}
        className="hide-phone"
      />
      <Menu
        opener={<IconButton kind="bare" dense label={t("people.actions", { name })} icon={<Icon of={Ellipsis} />} />}
      >
        <PersonActions person={person} moderating={moderating} onRemove={() => setRemoving(true)} />
      </Menu>
      {removing && <RemoveDialog person={person} onClose={() => setRemoving(false)} />}
    </li>
  );
}

function State({ icon, words, className }: { icon: LucideIcon; words: string; className?: string | undefined }) {
  return (
    <span className={[styles.state, className].filter(Boolean).join(" ")} title={words}>
      <Icon of={icon} size={16} />
      <span className="vh">{words}</span>
    </span>
  );
}
