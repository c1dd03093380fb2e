import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, ButtonLink, ErrorText, Field, type FormErrors, PasswordField, useForm } from "../../../ui";
import { useSession } from "../../session";
import styles from "./sign-in.module.css";
import { useNextStep } from "./use-next-step";

interface Typed extends Record<string, string> {
  login: string;
  password: string;
}

interface SignInFormProps {
  /** Where to go afterwards, an address of this client. */
  to: string;
  /** Typed before, when one comes back from a step behind this form. */
  login?: string | undefined;
  /** Why one stands here again. */
  children?: ReactNode;
}

/** Login and password. A wrong pair empties the password, keeps the login, and never says which of them is wrong. */
export function SignInForm({ to, login: known = "", children }: SignInFormProps) {
  const { t } = useTranslation("sign-in");
  const session = useSession();
  const goOn = useNextStep();
  const say = useProblemText();
  // The direct way: from a conference's own page only `ws` accounts come in (CNF-2).
  const direct = to.startsWith("/c/");
  const [barred, setBarred] = useState(false);

  const form = useForm<Typed>({
    initial: { login: known, password: "" },
    check: ({ login, password }): FormErrors<Typed> => ({
      ...(login.trim() === "" && { login: t("loginMissing") }),
      ...(password === "" && { password: t("passwordMissing") }),
    }),
    send: async ({ login, password }) => {
      const step = await session.signIn({ login, password, entrance: direct ? "conference" : "home" });
      await goOn(step, { login, to });
    },
    emptied: ({ code }) => (code === "wrong_credentials" ? ["password"] : []),
    explain: (problem) => {
      setBarred(problem.code === "use_personal_account");
      return { [placeOf(problem)]: say(problem) };
    },
  });

  return (
    <form ref={form.form} className={styles.form} onSubmit={form.submit} noValidate>
      {children}
      <Field
        {...form.field("login")}
        label={t("login")}
        hint={t("loginHint")}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={known === ""}
      />
      <PasswordField
        {...form.field("password")}
        label={t("password")}
        autoComplete="current-password"
        autoFocus={known !== ""}
      />
      {form.errors.form && <ErrorText announced>{form.errors.form}</ErrorText>}
      <div className={styles.act}>
        <Button kind="main" wide type="submit" busy={form.busy}>
          {t("act")}
        </Button>
        {barred && direct && (
          <ButtonLink to="/sign-in" search={{}} wide onClick={() => form.reset(form.values)}>
            {t("toMainPage")}
          </ButtonLink>
        )}
      </div>
    </form>
  );
}

function placeOf({ code, field }: Problem): keyof Typed | "form" {
  if (code === "wrong_credentials") return "password";
  return field === "login" || field === "password" ? field : "form";
}
