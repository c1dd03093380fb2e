import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useProblemText } from "../../../i18n";
import { Button, ButtonLink, Buttons, ErrorText, LockedButton, PageHead, toast, useForm } from "../../../ui";
import { myConferencesQuery } from "../../join";
import { useSignedIn } from "../../session";
import { LockReason, useLock } from "../../sessions";
import { createConference, settingsQuery } from "../api/conferences";
import { asWishes, type Member } from "../model/members";
import { ConferenceFields, type ConferenceValues, placeOf } from "./conference-fields";
import styles from "./conferences.module.css";

/** Making a conference: a name is enough; its link is shown next. */
export function NewConferencePage() {
  const { t } = useTranslation(["conferences", "common"]);
  const { account } = useSignedIn();
  const queries = useQueryClient();
  const go = useNavigate();
  const say = useProblemText();
  const locked = useLock("create");
  const why = useId();
  const self: Member = { ...account, moderator: true };

  const form = useForm<ConferenceValues>({
    initial: { name: "", access: "open", participants: [self] },
    check: ({ name }) => (name.trim() === "" ? { name: t("name.missing") } : {}),
    send: async ({ name, access, participants }) => {
      const made = await createConference({ name: name.trim(), access, ...asWishes(participants) });
      queries.setQueryData(settingsQuery(made.number).queryKey, made);
      void queries.invalidateQueries({ queryKey: myConferencesQuery.queryKey, exact: true });
      toast(t("create.done", { name: made.name }));
      await go({ to: "/conferences/$number", params: { number: made.number } });
    },
    explain: (problem) => ({ [placeOf(problem.field)]: say(problem) }),
  });

  return (
    <>
      <PageHead title={t("create.title")} back="/conferences" crumbs={[t("title")]} />
      <form ref={form.form} className={styles.form} onSubmit={form.submit} noValidate>
        <ConferenceFields
          values={form.values}
          errors={form.errors}
          set={form.set}
          creatorId={account.id}
          selfId={account.id}
          fresh
        />
        {form.errors.form && <ErrorText announced>{form.errors.form}</ErrorText>}
        <LockReason id={why} reason={locked} />
        <Buttons>
          {locked ? (
            <LockedButton type="submit" why={why}>
              {t("create.act")}
            </LockedButton>
          ) : (
            <Button kind="main" type="submit" busy={form.busy}>
              {t("create.act")}
            </Button>
          )}
          <ButtonLink to="/conferences">{t("common:cancel")}</ButtonLink>
        </Buttons>
      </form>
    </>
  );
}
