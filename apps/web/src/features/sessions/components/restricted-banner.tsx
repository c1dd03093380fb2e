import { useTranslation } from "react-i18next";
import { ButtonLink, Notice, toast } from "../../../ui";
import { useMe, useServerEvents } from "../../session";
import styles from "./restricted-banner.module.css";
import { useHowToLift, useLimitFacts, useRestricted } from "./use-lock";

/** The mark on every page of a restricted session: what is off, until when, and the way to the list (SES-3). */
export function RestrictedBanner({ className }: { className?: string | undefined }) {
  const { t } = useTranslation();
  const facts = useLimitFacts();
  const count = facts?.toEnd ?? 1;
  if (!useRestricted()) return null;
  return (
    <Notice
      className={[styles.banner, className].filter(Boolean).join(" ")}
      way={
        <ButtonLink to="/settings/sessions" dense>
          {t("restricted.way")}
        </ButtonLink>
      }
    >
      <p>
        <b className="strong">
          {facts ? t("restricted.banner", { count: facts.devices, limit: facts.limit }) : t("restricted.device")}
        </b>{" "}
        {count === 1 ? t("restricted.offUntilOne") : t("restricted.offUntilMore", { count })}
      </p>
    </Notice>
  );
}

/** The same on the page of the list, where the way out is below. */
export function RestrictedHere() {
  const { t } = useTranslation();
  const { t: words } = useTranslation("sessions");
  const facts = useLimitFacts();
  if (!useRestricted() || !facts) return null;
  const { devices, limit, toEnd } = facts;
  return (
    <Notice className={styles.banner}>
      <p>
        <b className="strong">{t("restricted.device")}</b>{" "}
        <span className="only-phone">{t("restricted.facts", { count: devices, limit })} </span>
        {toEnd === 1 ? words("endBelowOne") : words("endBelowMore", { count: toEnd })}
      </p>
    </Notice>
  );
}

/** The same before a conference: why one cannot join from here. */
export function RestrictedReason({ id }: { id: string }) {
  const { t } = useTranslation();
  const facts = useLimitFacts();
  const how = useHowToLift("join");
  const device = facts
    ? t("restricted.deviceFacts", { count: facts.devices, limit: facts.limit })
    : t("restricted.device");
  return (
    <Notice announced>
      <p id={id}>
        {device} {how}
      </p>
    </Notice>
  );
}

/** Says it when this session is freed while the page is open. */
export function useFreedToast(): void {
  const { t } = useTranslation();
  const me = useMe();
  useServerEvents((event) => {
    if (event.type === "session_lifted" && event.session_id === me?.session.id) toast(t("restricted.lifted"));
  });
}
