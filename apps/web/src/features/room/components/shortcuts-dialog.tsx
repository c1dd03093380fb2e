import { useTranslation } from "react-i18next";
import { SHORTCUTS } from "../../../call";
import { Button } from "../../../ui";
import { Dialog, DialogActions } from "../../../ui/dialog/dialog";
import { useRoom } from "./room-context";
import styles from "./shortcuts-dialog.module.css";

/** Which key does what. */
export function ShortcutsDialog() {
  const { t } = useTranslation(["room", "common"]);
  const { ui } = useRoom();
  return (
    <Dialog title={t("help.title")} onClose={ui.closeDialog}>
      <p className="text-2 small">{t("help.text")}</p>
      <dl className={styles.keys}>
        {SHORTCUTS.map(({ action, keys }) => (
          <div key={action}>
            <dt>{t(`help.action.${action}`)}</dt>
            <dd>
              {keys.split(", ").map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <DialogActions>
        <Button data-autofocus onClick={ui.closeDialog}>
          {t("common:close")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
