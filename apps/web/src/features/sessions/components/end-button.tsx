import { useTranslation } from "react-i18next";
import type { Session } from "../../../api";
import { Button } from "../../../ui";

interface EndButtonProps {
  session: Session;
  /** The device's name, which tells one button from the next. */
  device: string;
  onEnd: (session: Session) => void;
}

/** "End session" in a row: bare at rest, filled when the row is pointed at or the button has the focus (DSK-5). */
export function EndButton({ session, device, onEnd }: EndButtonProps) {
  const { t } = useTranslation("sessions");
  return (
    <Button kind="bare" dense aria-label={t("endNamed", { device })} onClick={() => onEnd(session)}>
      {t("end")}
    </Button>
  );
}
