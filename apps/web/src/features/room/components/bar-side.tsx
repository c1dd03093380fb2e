import { LayoutGrid, MessageSquare, Settings, Users } from "lucide-react";
import { memo, useDeferredValue } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../ui";
import { Menu, MenuChoice } from "../../../ui/menu/menu";
import { useReadable } from "../../../ui/state/use-readable";
import { Control } from "./control";
import styles from "./room.module.css";
import { usePresent, useRoom } from "./room-context";

/** The right end of the bar: chat, people, layout, settings. */
export const BarSide = memo(function BarSide() {
  const { t } = useTranslation("room");
  const { ui } = useRoom();
  return (
    <div className={`${styles.side} hide-phone`}>
      <ChatControl />
      <PeopleControl />
      <LayoutMenu />
      <Control label={t("settings.title")} icon={Settings} onClick={() => ui.open("settings")} />
    </div>
  );
});

/** Opens the chat; its badge counts what was not read. */
export function ChatControl() {
  const { t } = useTranslation("room");
  const { visit, ui } = useRoom();
  const unread = useReadable(visit.chat.unread);
  const open = useReadable(ui).panel === "chat";
  return (
    <Control
      label={unread > 0 ? t("chat.unread", { count: unread }) : t("chat.title")}
      aria-keyshortcuts="C"
      aria-expanded={open}
      data-panel="chat"
      icon={MessageSquare}
      onClick={() => ui.togglePanel("chat")}
    >
      {unread > 0 && (
        <span className={styles.badge} aria-hidden="true">
          {unread > 99 ? "99+" : unread}
        </span>
      )}
    </Control>
  );
}

/** Opens the people panel; says how many there are. */
export function PeopleControl() {
  const { t } = useTranslation("room");
  const { ui } = useRoom();
  const { present } = usePresent();
  const open = useReadable(ui).panel === "people";
  return (
    <Control
      className={styles.count}
      label={t("people.control", { count: present.length })}
      aria-keyshortcuts="P"
      aria-expanded={open}
      data-panel="people"
      icon={Users}
      onClick={() => ui.togglePanel("people")}
    >
      <span className="tabular" aria-hidden="true">
        {present.length}
      </span>
    </Control>
  );
}

function LayoutMenu() {
  const { t } = useTranslation("room");
  const { ui } = useRoom();
  const { layout } = useReadable(ui);
  const ready = useDeferredValue(true, false);
  const opener = (
    <button type="button" className={styles.control} aria-label={t("layout.title")} title={t("layout.title")}>
      <Icon of={LayoutGrid} />
    </button>
  );
  if (!ready) return opener;
  return (
    <Menu position="top-end" opener={opener}>
      <MenuChoice
        label={t("layout.title")}
        value={layout}
        options={[
          { value: "grid", label: t("layout.grid") },
          { value: "speaker", label: t("layout.speaker") },
        ]}
        onChoose={(chosen) => ui.setLayout(chosen)}
      />
    </Menu>
  );
}
