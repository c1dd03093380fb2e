import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button, Field, LockedButton, useForm } from "../../../ui";
import { readConferenceNumber } from "../model/conference-number";
import styles from "./join-conference.module.css";

/** Entry by number: leads to the conference's own page, which says what it asks. `locked`: why not from here. */
export function JoinByNumber({ locked, whyId }: { locked: string | undefined; whyId: string }) {
  const { t } = useTranslation("join");
  const go = useNavigate();
  const form = useForm({
    initial: { number: "" },
    check: ({ number }) => (readConferenceNumber(number) === undefined ? { number: t("wrongNumber") } : {}),
    send: async ({ number }) => {
      await go({ href: `/c/${readConferenceNumber(number) ?? ""}` });
    },
    explain: () => ({}),
  });
  return (
    <form ref={form.form} className={styles.form} onSubmit={form.submit} noValidate>
      <div className={styles.line}>
        <Field
          {...form.field("number")}
          className={styles.number}
          label={t("number")}
          hint={locked ? <span id={whyId}>{locked}</span> : t("numberHint")}
          inputMode="numeric"
          autoComplete="off"
        />
        {locked ? (
          <LockedButton type="submit" className={styles.act} why={whyId}>
            {t("byNumber")}
          </LockedButton>
        ) : (
          <Button type="submit" className={styles.act} busy={form.busy}>
            {t("byNumber")}
          </Button>
        )}
      </div>
    </form>
  );
}
