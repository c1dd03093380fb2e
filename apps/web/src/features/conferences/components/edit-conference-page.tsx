import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem, type ConferenceSettings, type Problem } from "../../../api";
import { useProblemText } from "../../../i18n";
import {
  Avatar,
  Button,
  ButtonLink,
  CopyField,
  EmptyState,
  ErrorText,
  LockedButton,
  PageHead,
  Rows,
  SkeletonRows,
  Surface,
  Switch,
  Tag,
  toast,
  useForm,
} from "../../../ui";
import { myConferencesQuery, showConferenceNumber } from "../../join";
import { useSignedIn } from "../../session";
import { LockReason, useLock } from "../../sessions";
import { changeConference, settingsQuery } from "../api/conferences";
import { asWishes, membersOf, sameMembers } from "../model/members";
import { ConferenceFields, type ConferenceValues, placeOf } from "./conference-fields";
import styles from "./conferences.module.css";
import { DeleteConferenceDialog } from "./delete-conference-dialog";

/** One conference: its link for everyone on the list, its settings for its moderators. */
export function EditConferencePage({ number }: { number: string }) {
  const { t } = useTranslation("conferences");
  const { data: settings, error } = useQuery(settingsQuery(number));
  if (settings === undefined) {
    return (
      <>
        <PageHead
          title={t("one", { number: showConferenceNumber(number) })}
          back="/conferences"
          crumbs={[t("title")]}
        />
        {error ? <NotShown number={number} problem={asProblem(error)} /> : <SkeletonRows />}
      </>
    );
  }
  return <Conference key={settings.number} settings={settings} />;
}

/** Who is not on a conference's list is not told here whether it exists; the way to join it tells. */
function NotShown({ number, problem }: { number: string; problem: Problem }) {
  const { t } = useTranslation("conferences");
  const say = useProblemText();
  const locked = useLock("join");
  const why = useId();
  if (problem.code !== "conference_not_found") {
    return <EmptyState title={say(problem)} next={<ButtonLink to="/conferences">{t("backToList")}</ButtonLink>} />;
  }
  const join = locked ? (
    <LockedButton why={why}>{t("notListed.join")}</LockedButton>
  ) : (
    <ButtonLink to="/c/$number" params={{ number }}>
      {t("notListed.join")}
    </ButtonLink>
  );
  return (
    <EmptyState title={t("notListed.title", { number: showConferenceNumber(number) })} next={join}>
      <p>{t("notListed.text")}</p>
      <LockReason id={why} reason={locked} />
    </EmptyState>
  );
}

function Conference({ settings }: { settings: ConferenceSettings }) {
  const { t } = useTranslation("conferences");
  const { account } = useSignedIn();
  const { number, name, participants } = settings;
  const administrator = account.level === "administrator";
  const why = useId();
  const join = useLock("join");
  const moderate = useLock("joinAndChange");
  // Administration stays open to a restricted administrator (SES-5).
  const change = administrator ? undefined : moderate;
  const mayChange = administrator || participants.some(({ id, moderator }) => moderator && id === account.id);
  const mayDelete = administrator || settings.creator === account.id;
  return (
    <>
      <PageHead title={name} back="/conferences" crumbs={[t("title")]}>
        {join ? (
          <LockedButton why={why}>{t("row.join")}</LockedButton>
        ) : (
          <ButtonLink kind="main" to="/c/$number" params={{ number }}>
            {t("row.join")}
          </ButtonLink>
        )}
      </PageHead>
      <div className={styles.page}>
        <LockReason id={why} reason={mayChange && change ? change : join} />
        <Invitation settings={settings} />
        {mayChange ? (
          <Settings settings={settings} selfId={account.id} why={change && why} />
        ) : (
          <MemberList settings={settings} />
        )}
        {mayDelete && <Deletion number={number} name={name} why={change && why} />}
      </div>
    </>
  );
}

function Invitation({ settings }: { settings: ConferenceSettings }) {
  const { t } = useTranslation("invitation");
  return (
    <Surface kind="well" className={styles.invitation} aria-label={t("title")}>
      <CopyField
        label={t("label")}
        value={settings.link}
        copyLabel={t("copy")}
        {...(settings.link_local_only && { hint: t("localOnly") })}
      />
      <CopyField label={t("number")} value={showConferenceNumber(settings.number)} />
    </Surface>
  );
}

interface SettingsProps {
  settings: ConferenceSettings;
  selfId: string;
  /** The id of the reason, where this session may not change it now. */
  why: string | undefined;
}

function Settings({ settings, selfId, why }: SettingsProps) {
  const { t } = useTranslation(["conferences", "common"]);
  const queries = useQueryClient();
  const say = useProblemText();
  const [saved, setSaved] = useState(settings);

  const form = useForm<ConferenceValues & { guests: boolean }>({
    initial: valuesOf(settings),
    check: ({ name }) => (name.trim() === "" ? { name: t("name.missing") } : {}),
    send: async ({ name, access, participants, guests }) => {
      const now = await changeConference(saved.number, {
        name: name.trim(),
        access,
        guests,
        ...(!sameMembers(participants, membersOf(saved)) && asWishes(participants)),
      });
      queries.setQueryData(settingsQuery(now.number).queryKey, now);
      void queries.invalidateQueries({ queryKey: myConferencesQuery.queryKey, exact: true });
      setSaved(now);
      form.reset(valuesOf(now));
      toast(t("common:saved"));
    },
    explain: (problem) => ({ [placeOf(problem.field)]: say(problem) }),
  });
  const changed = differs(form.values, saved);

  return (
    <form ref={form.form} className={styles.form} onSubmit={form.submit} noValidate>
      <h2 className="vh">{t("edit.title")}</h2>
      <ConferenceFields
        values={form.values}
        errors={form.errors}
        set={form.set}
        creatorId={saved.creator}
        selfId={selfId}
      />
      <Switch
        label={t("guests.label")}
        hint={t("guests.hint")}
        checked={form.values.guests}
        onChange={(event) => form.set("guests", event.target.checked)}
      />
      {form.errors.form && <ErrorText announced>{form.errors.form}</ErrorText>}
      <div className="row">
        {why !== undefined ? (
          <LockedButton type="submit" why={why}>
            {t("common:save")}
          </LockedButton>
        ) : (
          <Button kind={changed ? "main" : "secondary"} type="submit" busy={form.busy} refused={!changed}>
            {t("common:save")}
          </Button>
        )}
        {changed && <Tag kind="wait">{t("edit.unsaved")}</Tag>}
      </div>
    </form>
  );
}

function MemberList({ settings }: { settings: ConferenceSettings }) {
  const { t } = useTranslation("conferences");
  return (
    <section aria-labelledby="members">
      <h2 className={styles.heading} id="members">
        {t("people.legend")}
      </h2>
      <Rows>
        {settings.participants.map(({ id, name, moderator }) => (
          <li key={id}>
            <Avatar name={name} />
            <span className="grow clip" title={name}>
              {name}
            </span>
            {moderator && <span className="small text-2">{t("people.moderator")}</span>}
          </li>
        ))}
      </Rows>
    </section>
  );
}

function Deletion({ number, name, why }: { number: string; name: string; why: string | undefined }) {
  const { t } = useTranslation("conferences");
  const go = useNavigate();
  const [asking, setAsking] = useState(false);
  return (
    <section className={styles.deletion} aria-labelledby="deletion">
      <h2 className={styles.heading} id="deletion">
        {t("delete.heading")}
      </h2>
      <p className="small text-2">{t("delete.hint")}</p>
      <div>
        {why !== undefined ? (
          <LockedButton why={why}>{t("delete.act")}</LockedButton>
        ) : (
          <Button kind="bare" className={styles.danger} onClick={() => setAsking(true)}>
            {t("delete.act")}
          </Button>
        )}
      </div>
      {asking && (
        <DeleteConferenceDialog
          number={number}
          name={name}
          onClose={() => setAsking(false)}
          onDeleted={() => void go({ to: "/conferences" })}
        />
      )}
    </section>
  );
}

function valuesOf(settings: ConferenceSettings): ConferenceValues & { guests: boolean } {
  const { name, access, guests } = settings;
  return { name, access, guests, participants: membersOf(settings) };
}

function differs(values: ConferenceValues & { guests: boolean }, saved: ConferenceSettings): boolean {
  return (
    values.name.trim() !== saved.name ||
    values.access !== saved.access ||
    values.guests !== saved.guests ||
    !sameMembers(values.participants, membersOf(saved))
  );
}
