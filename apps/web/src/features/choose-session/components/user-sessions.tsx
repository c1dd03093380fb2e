import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Session, SessionChoice } from "../../../api";
import { SkeletonRows, useHeadingFocus } from "../../../ui";
import { useReadable } from "../../../ui/state/use-readable";
import type { Waiting } from "../model/waiting";
import { ChoiceFoot } from "./choice-foot";
import { ChoiceList } from "./choice-list";
import { EndChoiceDialog } from "./end-choice-dialog";
import styles from "./user-sessions.module.css";
import { WaitingLine } from "./waiting-line";

/** The **User sessions** window (SES-4): who is signed in where, ending one of them, and waiting for a place. */
export function UserSessions({ waiting }: { waiting: Waiting }) {
  const { t } = useTranslation("session-limit");
  const state = useReadable(waiting);
  const heading = useHeadingFocus(t("window.heading"));
  const [asked, setAsked] = useState<Session>();
  const choice = state.is === "waiting" ? state.choice : undefined;
  return (
    <>
      <div className={styles.head}>
        <h1 ref={heading} tabIndex={-1}>
          {t("window.heading")}
        </h1>
        {choice && <Lead choice={choice} />}
      </div>
      <WaitingLine waiting={waiting} troubled={"trouble" in state && state.trouble !== undefined} />
      {choice ? <ChoiceList choice={choice} onEnd={setAsked} /> : <SkeletonRows />}
      <ChoiceFoot waiting={waiting} mayContinue={choice?.may_continue_restricted ?? false} />
      {asked && choice && <EndChoiceDialog waiting={waiting} session={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

/** How many are signed in, how many are allowed, and what one can do about it. */
function Lead({ choice }: { choice: SessionChoice }) {
  const { t } = useTranslation("session-limit");
  const { account, limit, sessions, may_continue_restricted: restricted } = choice;
  const count = Math.max(1, choice.to_end);
  const one = restricted ? "window.orRestrictedOne" : "window.waitOne";
  const more = restricted ? "window.orRestrictedMore" : "window.waitMore";
  return (
    <p className="text-2">
      {t("window.facts", { name: account.name, count: sessions.length, limit })}{" "}
      {count === 1 ? t(one) : t(more, { count })}
    </p>
  );
}
