import { type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, ButtonLink, ErrorText, Field, type FormErrors, PasswordField, useForm } from "../../../ui";
import { CaptchaPart } from "../../captcha";
import styles from "./sign-in.module.css";
import { useEntering } from "./use-entering";
import { useNextStep } from "./use-next-step";

interface Typed extends Record<string, string> {
  login: string;
  password: string;
  captcha: string;
}

interface SignInFormProps {
  /** Where to go afterwards, an address of this client. */
  to: string;
  /** Typed before, when one comes back from a step behind this form. */
  login?: string | undefined;
  /** A captcha is asked from the start; else it comes when the server asks for it. */
  captchaAlways?: boolean;
  /** The attempt whose identity at another site is to be tied to the account that signs in (SIGN-3). */
  link?: string | undefined;
  /** Told first of what the server refuses; true where it says it in the form's stead. */
  takes?: ((problem: Problem) => boolean) | undefined;
  /** Why one stands here again. */
  children?: ReactNode;
}

/**
 * Login and password, and a captcha where one is asked (CAP-1). A wrong pair empties the password, keeps the login, and
 * never says which of them is wrong.
 */
export function SignInForm({ to, login: known = "", captchaAlways = false, link, takes, children }: SignInFormProps) {
  const { t } = useTranslation("sign-in");
  const goOn = useNextStep();
  const say = useProblemText();
  const { captcha, late, enter } = useEntering();
  // The direct way: from a conference's own page only `ws` accounts come in (CNF-2).
  const direct = to.startsWith("/c/");
  const [barred, setBarred] = useState(false);

  const form = useForm<Typed>({
    initial: { login: known, password: "", captcha: "" },
    check: ({ login, password, captcha: characters }): FormErrors<Typed> => ({
      ...(login.trim() === "" && { login: t("loginMissing") }),
      ...(password === "" && { password: t("passwordMissing") }),
      ...(captcha.current?.isMissing(characters) && { captcha: t("captchaMissing") }),
    }),
    send: async ({ login, password, captcha: characters }) => {
      const step = await enter({ login, password, entrance: direct ? "conference" : "home", link }, characters);
      if (step) await goOn(step, { login, to });
    },
    emptied: (problem) => [
      ...(problem.code === "wrong_credentials" ? (["password"] as const) : []),
      // Used up with the answer, whatever that was; the field waits for the next picture.
      ...(problem.status === 0 ? [] : (["captcha"] as const)),
    ],
    explain: (problem) => {
      setBarred(problem.code === "use_personal_account");
      if (takes?.(problem)) return {};
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
      {(captchaAlways || late) && (
        <Suspense fallback={null}>
          <CaptchaPart
            ref={captcha}
            field={form.field("captcha")}
            onRefresh={() => form.set("captcha", "")}
            late={late}
          />
        </Suspense>
      )}
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

/** The fields a problem can be told at. */
const PLACES: readonly string[] = ["login", "password", "captcha"] satisfies (keyof Typed)[];

function placeOf({ code, field = "form" }: Problem): keyof Typed | "form" {
  if (code === "wrong_credentials") return "password";
  return PLACES.includes(field) ? (field as keyof Typed) : "form";
}
