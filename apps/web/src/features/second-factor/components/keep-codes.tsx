import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../../i18n";
import { saveText } from "../../../platform/browser/save-text";
import { Button, Buttons, CopyButton, ErrorText, Icon } from "../../../ui";
import { Dialog, DialogActions } from "../../../ui/dialog/dialog";
import { serverQuery } from "../../server";
import { useSignedIn } from "../../session";
import { codesFile, codesFileName } from "../model/codes-file";
import styles from "./second-factor.module.css";

interface KeepCodesProps {
  title: string;
  /** What they are for, and that they are shown only now. */
  lead: string;
  codes: readonly string[];
  onKept: () => void;
}

/** Recovery codes, shown this once: closes only when the person says that they have kept them (ASVS 6.5.4). */
export function KeepCodes({ title, lead, codes, onKept }: KeepCodesProps) {
  const { t } = useTranslation("second-factor");
  const [reminded, setReminded] = useState(false);
  const list = useRef<HTMLOListElement>(null);
  const download = useDownload(codes);
  // Leaving the page would lose them unseen.
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, []);
  return (
    <Dialog title={title} form onClose={() => setReminded(true)}>
      <p className="text-2" tabIndex={-1} data-autofocus>
        {lead}
      </p>
      {/* biome-ignore lint/a11y/noRedundantRoles: a list without numbers is no list to VoiceOver unless it says so */}
      <ol ref={list} role="list" className={`${styles.codes} mono`} aria-label={t("codes.label")}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <Buttons>
        <CopyButton text={codes.join("\n")} label={t("codes.copy")} shown={list} />
        <Button icon={<Icon of={Download} />} onClick={download}>
          {t("codes.download")}
        </Button>
      </Buttons>
      {reminded && <ErrorText announced>{t("codes.notKept")}</ErrorText>}
      <DialogActions>
        <Button kind="main" onClick={onKept}>
          {t("codes.kept")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** Saves the codes as a text file that says whose they are. */
function useDownload(codes: readonly string[]): () => void {
  const { t } = useTranslation("second-factor");
  const format = useFormat();
  const { account } = useSignedIn();
  const { data } = useQuery(serverQuery);
  const server = data?.name ?? location.host;
  return () => {
    const now = Date.now();
    const words = {
      title: t("codes.file.title", { login: account.login, server, origin: location.origin }),
      made: t("codes.file.made", { day: format.day(now, 0) }),
      use: t("codes.file.use"),
    };
    saveText(codesFileName(server, account.login), codesFile(words, codes));
  };
}
