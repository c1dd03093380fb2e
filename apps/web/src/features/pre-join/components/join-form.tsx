import { Link } from "@tanstack/react-router";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import type { Admission, ConferenceCard } from "../../../api";
import { isUsableName } from "../../../call";
import { useProblemText } from "../../../i18n";
import { Avatar, Button, ButtonLink, ErrorText, Field, LockedButton, useForm, useHeadingFocus } from "../../../ui";
import { admit, memoryOf, rememberName } from "../../admission";
import { showConferenceNumber } from "../../join";
import { useMe, useSignOut } from "../../session";
import { RestrictedReason, useLock } from "../../sessions";
import { type WayIn, wayIn } from "../model/way-in";
import styles from "./lobby.module.css";

interface JoinFormProps {
  number: string;
  card: ConferenceCard;
  onAdmitted: (admission: Admission) => void;
}

/** Which conference it is, as whom one comes in, and the button; or why not, and the way on. */
export function JoinForm({ number, card, onAdmitted }: JoinFormProps) {
  const { t } = useTranslation("pre-join");
  const locked = useLock("join");
  const way = wayIn(card, locked !== undefined);
  const title = card.name ?? t("conference", { number: showConferenceNumber(number) });
  return (
    <div className={styles.form}>
      <Head title={title} inviter={way.is === "member" && way.name === card.invited_by ? undefined : card.invited_by} />
      {way.is === "guest" && <GuestForm number={number} onAdmitted={onAdmitted} />}
      {(way.is === "member" || way.is === "guest_by_account") && (
        <KnownForm number={number} name={way.name} guest={way.is === "guest_by_account"} onAdmitted={onAdmitted} />
      )}
      {way.is === "restricted" && <RestrictedWay name={way.name} />}
      {way.is === "log_in" && <LogInFirst number={number} because={way.because} />}
      {way.is === "not_on_list" && <NotOnList way={way} />}
    </div>
  );
}

/** Nobody is told that they invite themselves. */
function Head({ title, inviter }: { title: string; inviter: ConferenceCard["invited_by"] }) {
  const { t } = useTranslation("pre-join");
  const heading = useHeadingFocus(title);
  return (
    <div className={styles.head}>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {inviter && <p className="text-2">{t("invites", { name: inviter })}</p>}
    </div>
  );
}

/** Asks to enter; what the server refuses is told beside the field it is about, or above the button. */
function useJoining(
  number: string,
  initialName: string,
  asksName: boolean,
  onAdmitted: (admission: Admission) => void,
) {
  const { t } = useTranslation("pre-join");
  const say = useProblemText();
  return useForm({
    initial: { name: initialName },
    check: ({ name }) => {
      if (!asksName) return {};
      if (name.trim() === "") return { name: t("name.missing") };
      return isUsableName(name) ? {} : { name: t("name.unusable") };
    },
    send: async ({ name }) => onAdmitted(await admit(number, asksName ? name.trim() : "")),
    explain: (problem) => ({ [problem.field === "name" && asksName ? "name" : "form"]: say(problem) }),
  });
}

function GuestForm({ number, onAdmitted }: { number: string; onAdmitted: (admission: Admission) => void }) {
  const { t } = useTranslation("pre-join");
  const form = useJoining(number, memoryOf(number).name, true, onAdmitted);
  const field = form.field("name");
  return (
    <form ref={form.form} className={styles.fields} onSubmit={form.submit} noValidate>
      <Field
        {...field}
        onChange={(event) => {
          field.onChange(event);
          rememberName(number, event.target.value);
        }}
        label={t("name.label")}
        hint={t("name.hint")}
        autoComplete="name"
      />
      {form.errors.form && <ErrorText announced>{form.errors.form}</ErrorText>}
      <Button kind="main" wide type="submit" busy={form.busy}>
        {t("join")}
      </Button>
      <p className="small text-2">
        {t("haveAccount")}{" "}
        <Link to="/sign-in" search={{ to: `/c/${number}` }}>
          {t("logInLink")}
        </Link>
      </p>
    </form>
  );
}

interface KnownFormProps {
  number: string;
  name: string;
  guest: boolean;
  onAdmitted: (admission: Admission) => void;
}

function KnownForm({ number, name, guest, onAdmitted }: KnownFormProps) {
  const { t } = useTranslation("pre-join");
  const form = useJoining(number, "", false, onAdmitted);
  return (
    <form ref={form.form} className={styles.fields} onSubmit={form.submit} noValidate>
      <Known name={name} joins />
      {guest && <p className="small text-2">{t("known.asGuest")}</p>}
      {form.errors.form && <ErrorText announced>{form.errors.form}</ErrorText>}
      <Button kind="main" wide type="submit" busy={form.busy}>
        {t("join")}
      </Button>
      <NotYou />
    </form>
  );
}

/** Who is signed in here. Only somebody who may come in is told that they will. */
function Known({ name, joins }: { name: string; joins: boolean }) {
  const { t } = useTranslation("pre-join");
  const me = useMe();
  return (
    <div className={styles.known}>
      <Avatar name={name} size={44} />
      <p className={`grow ${styles.who}`}>
        <span className="strong">{joins ? t("known.as", { name }) : name}</span>
        <span className="cap">
          {me?.account.number ? t("known.subscriber", { number: me.account.number }) : t("known.signedIn")}
        </span>
      </p>
    </div>
  );
}

function NotYou() {
  const { t } = useTranslation("pre-join");
  const { signOut, busy } = useSignOut();
  return (
    <p className="small text-2">
      {t("known.notYou")}{" "}
      <button type="button" className={styles.link} aria-disabled={busy || undefined} onClick={signOut}>
        {t("known.signOut")}
      </button>
    </p>
  );
}

/** This session is restricted: the way out is the main way on (mock 05). */
function RestrictedWay({ name }: { name: string }) {
  const { t } = useTranslation("pre-join");
  const { t: common } = useTranslation();
  const why = useId();
  return (
    <div className={styles.fields}>
      <Known name={name} joins />
      <RestrictedReason id={why} />
      <div className={styles.ways}>
        <ButtonLink kind="main" wide to="/settings/sessions">
          {common("restricted.way")}
        </ButtonLink>
        <LockedButton wide why={why}>
          {t("join")}
        </LockedButton>
      </div>
      <NotYou />
    </div>
  );
}

function LogInFirst({ number, because }: { number: string; because: "closed" | "no_guests" }) {
  const { t } = useTranslation("pre-join");
  return (
    <>
      <p className="text-2">{t(`refused.${because}.stranger`)}</p>
      <ButtonLink kind="main" wide to="/sign-in" search={{ to: `/c/${number}` }}>
        {t("logIn")}
      </ButtonLink>
    </>
  );
}

function NotOnList({ way }: { way: Extract<WayIn, { is: "not_on_list" }> }): ReactNode {
  const { t } = useTranslation("pre-join");
  return (
    <>
      <Known name={way.name} joins={false} />
      <p className="text-2">{t(`refused.${way.because}.known`)}</p>
      <ButtonLink wide to="/">
        {t("goHome")}
      </ButtonLink>
      <NotYou />
    </>
  );
}
