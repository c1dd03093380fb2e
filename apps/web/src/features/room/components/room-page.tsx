import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDocumentTitle } from "../../../ui";
import { useReadable } from "../../../ui/state/use-readable";
import { createRoomUi } from "../model/room-ui";
import type { Visit } from "../model/visit";
import { Announcer } from "./announcer";
import { Banners } from "./banners";
import { Bar } from "./bar";
import { ChatPanel } from "./chat-panel";
import { PeoplePanel } from "./people-panel";
import styles from "./room.module.css";
import { RoomContext, useRoom } from "./room-context";
import { SettingsDialog } from "./settings-dialog";
import { ShortcutsDialog } from "./shortcuts-dialog";
import { Stage } from "./stage";
import { TopBar } from "./top-bar";
import { useAlwaysDark } from "./use-always-dark";
import { useRest } from "./use-rest";
import { useRoomActions } from "./use-room-actions";
import { useRoomKeys } from "./use-room-keys";
import { useRoomNotices } from "./use-room-notices";

export interface RoomPageProps {
  visit: Visit;
  /** What the conference is called before those inside are told its name. */
  title: string;
  /** Since when the conference goes on, milliseconds since the epoch. */
  since: number;
}

/** The room: people, a bar of controls, a panel at the side. */
export function RoomPage(props: RoomPageProps) {
  const [ui] = useState(createRoomUi);
  return (
    <RoomContext value={{ visit: props.visit, ui }}>
      <Room {...props} />
    </RoomContext>
  );
}

function Room({ visit, title, since }: RoomPageProps) {
  const bar = useRef<HTMLElement>(null);
  const name = useReadable(visit.conference)?.name ?? title;
  const { act, handBusy } = useRoomActions();
  const { panel, dialog, shortcuts, layout } = useRoomUi();
  const resting = useRest(bar);
  useAlwaysDark();
  useRoomTitle(name);
  useRoomNotices();
  useRoomKeys(shortcuts, act);
  useEffect(() => visit.scene.setLayout(layout), [visit, layout]);
  useEffect(() => visit.chat.setOpen(panel === "chat"), [visit, panel]);
  return (
    <div className={styles.room} data-resting={(resting && panel === null) || undefined}>
      <TopBar name={name} since={since} act={act} />
      <main className={styles.stage}>
        <h1 className="vh">{name}</h1>
        <Banners />
        <Stage />
      </main>
      {panel === "people" && <PeoplePanel />}
      {panel === "chat" && <ChatPanel />}
      <Bar ref={bar} name={name} since={since} act={act} handBusy={handBusy} />
      {dialog === "settings" && <SettingsDialog />}
      {dialog === "help" && <ShortcutsDialog />}
      <Announcer />
    </div>
  );
}

function useRoomUi() {
  const { ui } = useRoom();
  return useReadable(ui);
}

/** The tab's title counts what was written while one did not look. */
function useRoomTitle(name: string): void {
  const { visit } = useRoom();
  const unread = useReadable(visit.chat.unread);
  const { t } = useTranslation("room");
  useDocumentTitle(unread > 0 ? t("unreadTitle", { count: unread, name }) : name);
}
