import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Account, asProblem, type PasswordLink } from "../../../api";
import { useFormat, useProblemText } from "../../../i18n";
import { Button, CopyField, ErrorText, Notice } from "../../../ui";
import { Dialog, DialogActions } from "../../../ui/dialog/dialog";
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

/** Asks before an earlier link is made useless. */
export function NewLinkDialog({ account, onClose, onMade }: NewLinkDialogProps) {
  const { t } = useTranslation("accounts");
  const say = useProblemText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const make = async () => {
    setBusy(true);
    setError(undefined);
    try {
      onMade(await makePasswordLink(account.id));
    } catch (thrown) {
      setError(say(asProblem(thrown)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title={t("confirmLink.title", { name: account.name })} onClose={onClose}>
      <p className="text-2">{t("confirmLink.text")}</p>
      {error && <ErrorText announced>{error}</ErrorText>}
      <DialogActions>
        <Button onClick={onClose} data-autofocus>
          {t("confirmLink.keep")}
        </Button>
        <Button kind="main" busy={busy} onClick={() => void make()}>
          {t("confirmLink.act")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
