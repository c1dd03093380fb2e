import { useQuery } from "@tanstack/react-query";
import { createLazyRoute, useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Door, DoorCard } from "../app/frame/door";
import { serverQuery } from "../features/server";
import { GuestCard, SignInForm, SupportLine } from "../features/sign-in";
import { ProviderButtons } from "../features/third-party";
import { Notice, useDocumentTitle } from "../ui";

/** Sign-in: one card, and the guest's way in below it. */
export const Route = createLazyRoute("/sign-in")({ component: SignInPage });

function SignInPage() {
  const { t } = useTranslation("sign-in");
  const { to = "/" } = Route.useSearch();
  const signedOut = useLocation({ select: ({ state }) => state.signedOut });
  const waited = useLocation({ select: ({ state }) => state.waited });
  const factorAsked = useLocation({ select: ({ state }) => state.factorAsked });
  const { data: server } = useQuery(serverQuery);
  useDocumentTitle(t("title"));
  return (
    <Door>
      <DoorCard brand="heading">
        <SignInForm to={to} login={waited?.login ?? factorAsked?.login} captchaAlways={server?.captcha === "always"}>
          {server?.setup_required && <Notice>{t("setupRequired")}</Notice>}
          {waited?.over && <Notice announced>{t("waitOver")}</Notice>}
          {factorAsked?.over && <Notice announced>{t("factorOver")}</Notice>}
          {signedOut && (
            <Notice kind={signedOut === "signed_out" ? "plain" : "wait"} announced>
              {t(`ended.${signedOut}`)}
            </Notice>
          )}
        </SignInForm>
        <ProviderButtons providers={server?.third_party ?? []} to={to} />
      </DoorCard>
      {/* Who comes for a number finds its field open. */}
      <GuestCard opened={to === "/join"} />
      <SupportLine />
    </Door>
  );
}
