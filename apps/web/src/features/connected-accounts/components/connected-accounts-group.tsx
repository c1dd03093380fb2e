import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem, type Identity } from "../../../api";
import { useFormat, useProblemText } from "../../../i18n";
import { Button, ErrorText, Rows, SettingsFoot, SettingsGroup, SkeletonRows, Tag, toast } from "../../../ui";
import { ProvenDialog } from "../../proof";
import { serverQuery } from "../../server";
import { disconnect, identitiesQuery } from "../api/identities";
import styles from "./connected-accounts.module.css";

/** Settings > Sign-in and security > Connected accounts: there where a site is offered, or where one is connected. */
export function ConnectedAccountsGroup() {
  const { t } = useTranslation("connected-accounts");
  const { data: server } = useQuery(serverQuery);
  const { data } = useQuery(identitiesQuery);
  const offered = (server?.third_party.length ?? 0) > 0;
  if (!offered && (data ?? []).length === 0) return null;
  return (
    <SettingsGroup title={t("title")} hint={t("hint")}>
      {data ? <Connections identities={data} /> : <NotThere />}
    </SettingsGroup>
  );
}

function Connections({ identities }: { identities: readonly Identity[] }) {
  const { t } = useTranslation("connected-accounts");
  const [asked, setAsked] = useState<Identity>();
  return (
    <>
      {identities.length === 0 ? (
        <p>
          <b className="strong">{t("none")}</b> {t("noneWhy")}
        </p>
      ) : (
        <Rows aria-label={t("title")}>
          {identities.map((identity) => (
            <Connection key={identity.id} identity={identity} onDisconnect={() => setAsked(identity)} />
          ))}
        </Rows>
      )}
      {asked && <DisconnectDialog identity={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

/** What the site is called, by its short name where it is not set up any more. */
const siteOf = ({ label, provider }: Identity) => label ?? provider;

function Connection({ identity, onDisconnect }: { identity: Identity; onDisconnect: () => void }) {
  const { t } = useTranslation("connected-accounts");
  const format = useFormat();
  const { enabled, name, email, login, linked_at: linked, used_at: used } = identity;
  const now = Date.now();
  const who = [name, email ?? login].filter(Boolean).join(" · ");
  return (
    <li>
      <span className="grow">
        <span className={styles.name}>
          <span className="strong">{siteOf(identity)}</span>
          {!enabled && <Tag kind="wait">{t("notOffered")}</Tag>}
        </span>
        {who && (
          <span className={styles.sub}>
            <bdi>{who}</bdi>
          </span>
        )}
        <span className={styles.sub}>
          {used ? t("used", { when: format.moment(used, now) }) : t("since", { when: format.day(linked, now) })}
        </span>
      </span>
      <Button dense onClick={onDisconnect} aria-label={t("disconnectFrom", { site: siteOf(identity) })}>
        {t("disconnect")}
      </Button>
    </li>
  );
}

function DisconnectDialog({ identity, onClose }: { identity: Identity; onClose: () => void }) {
  const { t } = useTranslation("connected-accounts");
  const queries = useQueryClient();
  const site = siteOf(identity);
  const act = async () => {
    try {
      await disconnect(identity.id);
    } catch (thrown) {
      // Taken away meanwhile: what was wanted is so.
      if (asProblem(thrown).code !== "identity_not_found") throw thrown;
    }
    await queries.invalidateQueries({ queryKey: identitiesQuery.queryKey });
    onClose();
    toast(t("done", { site }));
    // The row that was pressed is gone.
    requestAnimationFrame(() => document.querySelector<HTMLElement>("main h1")?.focus());
  };
  return (
    <ProvenDialog
      title={t("ask.title", { site })}
      keep={t("ask.keep")}
      act={t("disconnect")}
      onAct={act}
      onKeep={onClose}
    >
      <p>{t("ask.text", { site })}</p>
    </ProvenDialog>
  );
}

function NotThere() {
  const { t } = useTranslation();
  const say = useProblemText();
  const { error, refetch, isFetching } = useQuery(identitiesQuery);
  if (!error) return <SkeletonRows count={1} />;
  return (
    <>
      <ErrorText announced>{say(asProblem(error))}</ErrorText>
      <SettingsFoot>
        <Button dense busy={isFetching} onClick={() => void refetch()}>
          {t("try_again")}
        </Button>
      </SettingsFoot>
    </>
  );
}
