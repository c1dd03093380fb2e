import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../../ui";
import { Dialog, DialogActions } from "../../../ui/dialog/dialog";

/** On a phone the devices are behind a button: a sheet over the preview. */
export function DevicesDialog({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation(["pre-join", "common"]);
  return (
    <Dialog title={t("devices.label")} onClose={onClose}>
      {children}
      <DialogActions>
        <Button onClick={onClose}>{t("common:close")}</Button>
      </DialogActions>
    </Dialog>
  );
}
