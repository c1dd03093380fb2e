import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { openedHash, watchHash } from "../../../platform/browser/hash";
import { ButtonLink, CopyField, useHeadingFocus } from "../../../ui";
import { serverQuery } from "../../server";
import { useMe } from "../../session";
import { readConnectLink } from "../model/connect-link";

/** What stands behind the code's link for who has no app: the server's name and address, and the way in. */
export function OpenedConnectLink() {
  const link = readConnectLink(useSyncExternalStore(watchHash, openedHash), location.origin);
  return link.kind === "foreign" ? <Refused /> : <Here name={link.name} />;
}

function Here({ name }: { name: string | undefined }) {
  const { t } = useTranslation("connect");
  const { data: server } = useQuery(serverQuery);
  const heading = useHeadingFocus(t("page.title"));
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {t("page.title")}
      </h1>
      <p className="text-2">{t("page.lead")}</p>
      <WayIn />
      <p className="text-2">{t("page.byHand")}</p>
      <CopyField label={t("page.name")} value={name ?? server?.name ?? ""} copyLabel={t("page.copyName")} compact />
      <CopyField label={t("page.address")} value={location.origin} copyLabel={t("page.copyAddress")} compact />
    </>
  );
}

/** A code that names another server than it leads to: said so, and nothing of it is shown. */
function Refused() {
  const { t } = useTranslation("connect");
  const heading = useHeadingFocus(t("foreign.title"));
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {t("foreign.title")}
      </h1>
      <p className="text-2">{t("foreign.text", { origin: location.origin })}</p>
      <WayIn />
    </>
  );
}

function WayIn() {
  const { t } = useTranslation("connect");
  const { t: common } = useTranslation();
  const me = useMe();
  return me === null ? (
    <ButtonLink to="/sign-in" kind="main" wide>
      {t("logIn")}
    </ButtonLink>
  ) : (
    <ButtonLink to="/" kind="main" wide>
      {common("page.goHome")}
    </ButtonLink>
  );
}
