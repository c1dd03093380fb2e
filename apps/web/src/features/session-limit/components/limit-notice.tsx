import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ArrowRight, Check, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem, type Session, type SessionList } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, ButtonLink, EmptyState, Icon, Rows, SkeletonRows, Tag, useHeadingFocus } from "../../../ui";
import { DeviceName, DeviceSub, EndButton, EndDialog, sessionsQuery, useDeviceWords } from "../../sessions";
import styles from "./limit-notice.module.css";
import { type NoticeWords, useNoticeWords } from "./use-notice-words";

interface LimitNoticeProps {
  /** Whether this session is restricted still. */
  restricted: boolean;
  /** Where the person was going, an address of this client. */
  to: string;
}

/** The notice after signing in over the limit, and the same page once this device is freed (SES-3). */
export function LimitNotice({ restricted, to }: LimitNoticeProps) {
  const { t } = useTranslation("session-limit");
  const { data, error, refetch, isFetching, dataUpdatedAt } = useQuery(sessionsQuery);
  const go = useNavigate();
  return (
    <>
      <Head restricted={restricted} words={useNoticeWords(restricted, data)} />
      {data && <Devices list={data} restricted={restricted} now={dataUpdatedAt} />}
      {!data && !error && <SkeletonRows />}
      {!data && error && <NotLoaded error={error} busy={isFetching} onRetry={() => void refetch()} />}
      {restricted && <p className="cap hide-phone">{t("notice.note")}</p>}
      <div className={styles.go}>
        <Button kind="main" onClick={() => void go({ href: to, replace: true })}>
          {restricted ? t("notice.clear") : t("notice.goOn")}
        </Button>
        {restricted && (
          <ButtonLink to="/settings/sessions" replace>
            {t("notice.sessions")}
            <Icon of={ArrowRight} />
          </ButtonLink>
        )}
      </div>
    </>
  );
}

/** How it stands. The change from restricted to free is read out by itself. */
function Head({ restricted, words }: { restricted: boolean; words: NoticeWords }) {
  const { t } = useTranslation("session-limit");
  const { t: common } = useTranslation();
  const heading = useHeadingFocus(t("title"));
  return (
    <div className={styles.head} role="status">
      <p>
        <Tag {...(restricted && { kind: "wait" })}>
          <Icon of={restricted ? TriangleAlert : Check} size={16} />
          {restricted ? common("restricted.mark") : t("notice.active")}
        </Tag>
      </p>
      <h1 ref={heading} tabIndex={-1}>
        {words.heading}
      </h1>
      <p className="text-2">{words.text}</p>
    </div>
  );
}

function Devices({ list, restricted, now }: { list: SessionList; restricted: boolean; now: number }) {
  const { t } = useTranslation("session-limit");
  const say = useDeviceWords(now);
  const [asked, setAsked] = useState<Session>();
  return (
    <>
      <Rows className={styles.rows} aria-label={t("notice.listLabel")}>
        {list.items.map((session) => {
          const { device, client, system, lastUsed } = say(session);
          // A browser is known by its system, an app by its device.
          const web = session.client === "web";
          return (
            <li key={session.id}>
              <div className="grow">
                <DeviceName
                  session={session}
                  name={line(device, web && whole(system))}
                  advises={restricted}
                  ownMark={false}
                >
                  <DeviceSub>{line(whole(client), !web && whole(system), lastUsed)}</DeviceSub>
                </DeviceName>
              </div>
              {restricted && !session.current && <EndButton session={session} device={device} onEnd={setAsked} />}
            </li>
          );
        })}
      </Rows>
      {asked && <EndDialog session={asked} device={say(asked).device} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function NotLoaded({ error, busy, onRetry }: { error: Error; busy: boolean; onRetry: () => void }) {
  const { t } = useTranslation();
  const say = useProblemText();
  const again = (
    <Button dense busy={busy} onClick={onRetry}>
      {t("try_again")}
    </Button>
  );
  return (
    <EmptyState title={t("notLoaded.title")} next={again}>
      {say(asProblem(error))}
    </EmptyState>
  );
}

/** "Android 15" does not break between its two halves. */
function whole(name: string | undefined): string | undefined {
  return name?.replaceAll(" ", "\u00a0");
}

function line(...parts: (string | false | undefined)[]): string {
  return parts.filter(Boolean).join("\u00a0· ");
}
