import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Door, DoorCard } from "../app/frame/door";
import { serverQuery } from "../features/server";
import { useSession } from "../features/session";
import { useSecret } from "../features/set-password";
import { SetupForm } from "../features/setup";
import { forgetSecret } from "../platform/browser/fragment";
import { ButtonLink, ErrorText, useHeadingFocus } from "../ui";

/** `/setup#secret`: the link the server printed at its first start. */
export const Route = createLazyRoute("/setup")({ component: SetupPage });

type Outcome = { kind: "made"; login: string } | { kind: "already" };

function SetupPage() {
  const { t } = useTranslation("setup");
  const secret = useSecret();
  const session = useSession();
  const queries = useQueryClient();
  const go = useNavigate();
  const { data: server } = useQuery(serverQuery);
  const [made, setMade] = useState<Outcome>();
  // Whoever opens an old link need not fill a form to hear that it has done its work.
  const outcome = made ?? (server?.setup_required === false ? { kind: "already" as const } : undefined);
  const heading = useHeadingFocus(t("title"));
  const finished = outcome !== undefined;
  useEffect(() => {
    if (finished) forgetSecret();
  }, [finished]);

  const signIn = async (credentials: { login: string; password: string }) => {
    forgetSecret();
    try {
      await session.signIn(credentials);
      await go({ to: "/", replace: true });
    } catch {
      // The account stands all the same; the person logs in by hand.
      setMade({ kind: "made", login: credentials.login });
    }
    // Not before: until then this page would say that the account exists already.
    void queries.invalidateQueries({ queryKey: serverQuery.queryKey });
  };

  return (
    <Door>
      <DoorCard>
        {outcome ? (
          <Finished outcome={outcome} />
        ) : (
          <>
            <div className="stack">
              <h1 ref={heading} tabIndex={-1}>
                {t("title")}
              </h1>
              <p className="text-2">{t("lead")}</p>
            </div>
            {secret === "" ? (
              <ErrorText>{t("noSecret")}</ErrorText>
            ) : (
              <SetupForm secret={secret} onMade={signIn} onAlready={() => setMade({ kind: "already" })} />
            )}
          </>
        )}
      </DoorCard>
    </Door>
  );
}

function Finished({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation("setup");
  const heading = useHeadingFocus(t("title"));
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {outcome.kind === "made" ? t("done") : t("already")}
      </h1>
      <p className="text-2">{outcome.kind === "made" ? t("doneWhy", { login: outcome.login }) : t("alreadyWhy")}</p>
      <ButtonLink to="/sign-in" kind="main" wide>
        {t("logIn")}
      </ButtonLink>
    </>
  );
}
