import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem, type SecondFactor } from "../../../api";
import { useFormat, useProblemText } from "../../../i18n";
import { Button, ButtonLink, ErrorText, Notice, SettingsFoot, SettingsGroup, Skeleton, toast } from "../../../ui";
import { removeSecondFactor, renewRecoveryCodes, secondFactorQuery } from "../api/second-factor";
import { CodeDialog } from "./code-dialog";
import { EnrolDialog } from "./enrol-dialog";
import styles from "./second-factor.module.css";

/** From so few recovery codes on, new ones are advised. */
const FEW = 3;

type Open = "enrol" | "renew" | "remove";

/** Settings > Sign-in and security > Authenticator app: how it stands, and what one can do about it (ACC-16). */
export function AuthenticatorGroup() {
  const { t } = useTranslation("second-factor");
  const { data } = useQuery(secondFactorQuery);
  const [open, setOpen] = useState<Open>();
  const [enrolled, setEnrolled] = useState(false);
  const close = (what: Open, done: boolean) => {
    setOpen(undefined);
    setEnrolled(done && what === "enrol");
    // Whatever was pressed to open it may be gone with the state it stood for.
    if (done) requestAnimationFrame(() => document.querySelector<HTMLElement>("main h1")?.focus());
  };
  return (
    <SettingsGroup title={t("group.title")} hint={t("group.hint")}>
      {enrolled && <EndOthers />}
      {data ? <Standing factor={data} onOpen={setOpen} /> : <NotThere />}
      {open && <Opened what={open} onClose={close} />}
    </SettingsGroup>
  );
}

function Standing({ factor, onOpen }: { factor: SecondFactor; onOpen: (what: Open) => void }) {
  const { t } = useTranslation("second-factor");
  const format = useFormat();
  const { totp_since: since, recovery_codes_left: count } = factor;
  if (!since) {
    return (
      <>
        <p>
          <b className="strong">{t("group.off")}</b> {t("group.offWhy")}
        </p>
        <SettingsFoot>
          <Button onClick={() => onOpen("enrol")}>{t("group.setUp")}</Button>
        </SettingsFoot>
      </>
    );
  }
  return (
    <>
      <div className={styles.state}>
        <p>
          <b className="strong">{t("group.on", { when: format.moment(since, Date.now()) })}</b> {t("group.onWhy")}
        </p>
        {count > FEW && <p className="text-2">{t("group.left", { count })}</p>}
      </div>
      {count <= FEW && (
        <Notice>
          <b className="strong">{count === 0 ? t("group.noneLeft") : t("group.left", { count })}</b> {t("group.few")}
        </Notice>
      )}
      <SettingsFoot>
        <Button onClick={() => onOpen("renew")}>{t("group.renew")}</Button>
        <Button onClick={() => onOpen("remove")}>{t("group.remove")}</Button>
      </SettingsFoot>
    </>
  );
}

/** After setting up: whoever is signed in by the password alone stays so, unless ended. */
function EndOthers() {
  const { t } = useTranslation("second-factor");
  return (
    <Notice
      kind="plain"
      announced
      way={
        <ButtonLink to="/settings/sessions" dense>
          {t("enrolled.sessions")}
        </ButtonLink>
      }
    >
      <p>{t("enrolled.text")}</p>
    </Notice>
  );
}

function NotThere() {
  const { t } = useTranslation();
  const say = useProblemText();
  const { error, refetch, isFetching } = useQuery(secondFactorQuery);
  if (!error) {
    return (
      <div aria-busy="true" className="stack">
        <Skeleton width="62%" />
        <Skeleton width="112px" height="44px" />
      </div>
    );
  }
  return (
    <>
      <ErrorText announced>{say(asProblem(error))}</ErrorText>
      <SettingsFoot>
        <Button busy={isFetching} onClick={() => void refetch()}>
          {t("try_again")}
        </Button>
      </SettingsFoot>
    </>
  );
}

function Opened({ what, onClose }: { what: Open; onClose: (what: Open, done: boolean) => void }) {
  const { t } = useTranslation("second-factor");
  const queries = useQueryClient();
  const readAgain = () => queries.invalidateQueries({ queryKey: secondFactorQuery.queryKey });
  const close = (done: boolean) => onClose(what, done);
  /** Acts; a factor that is gone meanwhile shows behind the dialog, too. */
  const acting =
    <T,>(act: (code: string) => Promise<T>) =>
    async (code: string): Promise<T> => {
      try {
        return await act(code);
      } finally {
        void readAgain();
      }
    };
  if (what === "enrol") return <EnrolDialog onChanged={() => void readAgain()} onClose={close} />;
  if (what === "renew") {
    return (
      <CodeDialog
        title={t("renew.title")}
        act={t("renew.act")}
        kind="main"
        onAct={acting(renewRecoveryCodes)}
        onClose={close}
      >
        {t("renew.text")}
      </CodeDialog>
    );
  }
  const remove = async (code: string) => {
    await removeSecondFactor(code);
    toast(t("remove.done"));
    return undefined;
  };
  return (
    <CodeDialog title={t("remove.title")} act={t("remove.act")} kind="danger" onAct={acting(remove)} onClose={close}>
      {t("remove.text")}
    </CodeDialog>
  );
}
