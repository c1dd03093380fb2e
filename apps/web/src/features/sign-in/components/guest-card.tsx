import { useNavigate } from "@tanstack/react-router";
import { ChevronRight, Video, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Field, Icon, IconButton, useForm } from "../../../ui";
import { readConferenceNumber } from "../../join";
import styles from "./sign-in.module.css";

/** The guest's way in (CNF-2): one press asks for the number, the conference's page asks for the name. */
export function GuestCard({ opened }: { opened: boolean }) {
  const { t } = useTranslation("sign-in");
  const [open, setOpen] = useState(opened);
  if (open) return <NumberForm onClose={() => setOpen(false)} />;
  return (
    <button type="button" className={styles.guest} onClick={() => setOpen(true)}>
      <Icon of={Video} />
      <span className="grow">
        <span className="strong">{t("guest.title")}</span>
        <span className="cap">{t("guest.hint")}</span>
      </span>
      <Icon of={ChevronRight} />
    </button>
  );
}

function NumberForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("sign-in");
  const go = useNavigate();
  const form = useForm({
    initial: { number: "" },
    check: ({ number }) => (readConferenceNumber(number) === undefined ? { number: t("guest.wrongNumber") } : {}),
    send: async ({ number }) => {
      await go({ href: `/c/${readConferenceNumber(number) ?? ""}` });
    },
    explain: () => ({}),
  });
  return (
    <form ref={form.form} className={styles.number} onSubmit={form.submit} noValidate>
      <div className={styles.numberHead}>
        <h2 className="strong">{t("guest.title")}</h2>
        <IconButton kind="bare" dense label={t("guest.close")} icon={<Icon of={X} />} onClick={onClose} />
      </div>
      <Field
        {...form.field("number")}
        label={t("guest.number")}
        hint={t("guest.numberHint")}
        inputMode="numeric"
        autoComplete="off"
        autoFocus
      />
      <Button type="submit" wide busy={form.busy}>
        {t("guest.go")}
      </Button>
    </form>
  );
}
