import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../../api";
import { useFormat, useProblemText } from "../../../i18n";
import { Button, Notice, toast } from "../../../ui";
import { accountQuery, liftLock } from "../api/account";

const HALF_A_DAY = 12 * 3_600_000;

/** That the account is locked, until when and why, and the way to lift that (SIGN-5). */
export function AccountLock({ id, until }: { id: string; until: number }) {
  const { t } = useTranslation("accounts");
  const say = useProblemText();
  const format = useFormat();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const readAgain = () => queries.invalidateQueries({ queryKey: accountQuery(id).queryKey, exact: true });
  // A lock ends by itself; the page says so at that moment, not at the next question.
  useEffect(() => {
    const timer = setTimeout(
      () => void queries.invalidateQueries({ queryKey: accountQuery(id).queryKey, exact: true }),
      Math.max(0, Math.min(until - Date.now(), HALF_A_DAY)) + 1_000,
    );
    return () => clearTimeout(timer);
  }, [queries, id, until]);
  const lift = async () => {
    setBusy(true);
    try {
      await liftLock(id);
      await readAgain();
      toast(t("page.lock.lifted"));
      // The button that was pressed is gone with the notice.
      requestAnimationFrame(() => document.querySelector<HTMLElement>("main h1")?.focus());
    } catch (thrown) {
      toast(say(asProblem(thrown)), "notice");
    } finally {
      setBusy(false);
    }
  };
  const now = Date.now();
  const when = until - now < HALF_A_DAY ? format.time(until) : format.moment(until, now);
  return (
    <Notice
      way={
        <Button dense busy={busy} onClick={() => void lift()}>
          {t("page.lock.lift")}
        </Button>
      }
    >
      <p>
        <b className="strong">{t("page.lock.until", { when })}</b> {t("page.lock.why")}
      </p>
    </Notice>
  );
}
