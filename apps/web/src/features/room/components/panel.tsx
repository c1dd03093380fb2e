import { X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Icon, IconButton } from "../../../ui";
import styles from "./panel.module.css";
import { useRoom } from "./room-context";

interface PanelProps {
  title: string;
  /** Which control opened it: the focus goes back there. */
  of: "chat" | "people";
  /** What has the focus when it opens; the heading if nothing else. */
  focus?: RefObject<HTMLElement | null>;
  children: ReactNode;
}

/** A panel at the side of the room; a sheet from below on a phone. Escape closes it. */
export function Panel({ title, of, focus, children }: PanelProps) {
  const { t } = useTranslation("common");
  const { ui } = useRoom();
  const headingId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const target = focus ?? heading;

  useEffect(() => {
    target.current?.focus({ preventScroll: true });
    return () => {
      // Only if the focus would be lost with the panel: whoever went on elsewhere is left there.
      if (document.activeElement === document.body || document.activeElement === null) focusControl(of);
    };
  }, [target, of]);

  const close = () => {
    ui.closePanel();
    focusControl(of);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  };
  return (
    <aside className={styles.panel} data-of={of} aria-labelledby={headingId} onKeyDown={onKeyDown}>
      <header className={styles.head}>
        <h2 ref={heading} id={headingId} tabIndex={-1}>
          {title}
        </h2>
        <IconButton kind="bare" dense label={t("close")} icon={<Icon of={X} />} onClick={close} />
      </header>
      {children}
    </aside>
  );
}

/** Gives the focus to the control that opens a panel: the one of the bar, or of the phone's. */
function focusControl(panel: "chat" | "people"): void {
  const controls = document.querySelectorAll<HTMLElement>(`[data-panel="${panel}"]`);
  [...controls].find((control) => control.offsetParent !== null)?.focus();
}
