import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Account, PasswordLink } from "../../../api";
import { useFormat } from "../../../i18n";
import { Button, CopyField, Notice } from "../../../ui";
import { Dialog, DialogActions } from "../../../ui/dialog/dialog";
import { ProvenDialog } from "../../proof";
import { serverQuery } from "../../server";
import { makePasswordLink } from "../api/accounts";

interface PasswordLinkDialogProps {
  account: Account;
  link: PasswordLink;
  /** The account was added just now. */
  added: boolean;
  onClose: () => void;
}

/** The link to set a password, shown this once, with a button that copies it. */
export function PasswordLinkDialog({ account, link, added, onClose }: PasswordLinkDialogProps) {
  const { t } = useTranslation("accounts");
  const format = useFormat();
  const { data: server } = useQuery(serverQuery);
  const { name } = account;
  return (
    <Dialog title={t(added ? "link.titleNew" : "link.title", { name })} form onClose={onClose}>
      <p className="text-2">{t("link.lead", { name, until: format.moment(link.expires_at, Date.now()) })}</p>
      <CopyField label={t("link.label")} value={link.url} copyLabel={t("link.copy")} hint={t("link.once")} first />
      {server?.links_local_only && <Notice>{t("link.localOnly")}</Notice>}
      <DialogActions>
        <Button onClick={onClose}>{t("link.done")}</Button>
      </DialogActions>
    </Dialog>
  );
}

interface NewLinkDialogProps {
  account: Account;
  onClose: () => void;
  onMade: (link: PasswordLink) => void;
}

/** Asks before an earlier link is made useless; for one's own account, for the password when the sign-in is too old. */
export function NewLinkDialog({ account, onClose, onMade }: NewLinkDialogProps) {
  const { t } = useTranslation("accounts");
  return (
    <ProvenDialog
      title={t("confirmLink.title", { name: account.name })}
      keep={t("confirmLink.keep")}
      act={t("confirmLink.act")}
      onKeep={onClose}
      onAct={async () => onMade(await makePasswordLink(account.id))}
    >
      {t("confirmLink.text")}
    </ProvenDialog>
  );
}
