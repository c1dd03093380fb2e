import { useQuery } from "@tanstack/react-query";
import { createLazyRoute } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api";
import { Door, DoorCard } from "../app/frame/door";
import { checkPasswordLink, SetPasswordForm, useSecret } from "../features/set-password";
import { useProblemText } from "../i18n";
import { forgetSecret } from "../platform/browser/fragment";
import { Button, ButtonLink, ErrorText, SkeletonRows, useHeadingFocus } from "../ui";

/** `/set-password#secret`: the link an administrator gave. */
export const Route = createLazyRoute("/set-password")({ component: SetPasswordPage });

function SetPasswordPage() {
  const { t } = useTranslation("set-password");
  const secret = useSecret();
  const [doneFor, setDoneFor] = useState<string>();
  const heading = useHeadingFocus(t("title"));
  const done = (login: string) => {
    forgetSecret();
    setDoneFor(login);
  };
  return (
    <Door>
      <DoorCard>
        <h1 ref={heading} tabIndex={-1}>
          {doneFor === undefined ? t("title") : t("done")}
        </h1>
        {doneFor !== undefined && <Done login={doneFor} />}
        {doneFor === undefined && secret === "" && <ErrorText>{t("noSecret")}</ErrorText>}
        {doneFor === undefined && secret !== "" && <Checked key={secret} secret={secret} onDone={done} />}
      </DoorCard>
    </Door>
  );
}

function Done({ login }: { login: string }) {
  const { t } = useTranslation("set-password");
  return (
    <>
      <p className="text-2" role="status">
        {t("doneWhy", { login })}
      </p>
      <ButtonLink to="/sign-in" kind="main" wide>
        {t("logIn")}
      </ButtonLink>
    </>
  );
}

function Checked({ secret, onDone }: { secret: string; onDone: (login: string) => void }) {
  const { t } = useTranslation("set-password");
  const { t: common } = useTranslation();
  const say = useProblemText();
  // The key must not carry the secret: keys are shown by tools and kept.
  const owner = useQuery({
    queryKey: ["password-link"],
    queryFn: () => checkPasswordLink(secret),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const useless = owner.error !== null && asProblem(owner.error).code === "password_link_invalid";
  useEffect(() => {
    if (useless) forgetSecret();
  }, [useless]);
  if (owner.data) {
    const { login, name } = owner.data;
    return (
      <>
        <p className="text-2">{t("for", { name })}</p>
        <SetPasswordForm secret={secret} owner={owner.data} onDone={() => onDone(login)} />
      </>
    );
  }
  if (owner.error === null) return <SkeletonRows count={2} />;
  return (
    <>
      <ErrorText announced>{say(asProblem(owner.error))}</ErrorText>
      {useless ? (
        <ButtonLink to="/sign-in" wide>
          {t("logIn")}
        </ButtonLink>
      ) : (
        <Button wide busy={owner.isFetching} onClick={() => void owner.refetch()}>
          {common("try_again")}
        </Button>
      )}
    </>
  );
}
