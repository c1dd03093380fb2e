import { useTranslation } from "react-i18next";
import type { OfferLink, Problem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, ErrorText, Field, useForm } from "../../../ui";
import type { KeptAttempt } from "../../choose-session";
import { useSession } from "../../session";
import { useNextStep } from "../../sign-in";
import { register } from "../api/return";
import { entranceTo } from "../model/entrance-to";
import { suggestedLogin } from "../model/suggested-login";
import styles from "./step.module.css";

interface Typed extends Record<string, string> {
  login: string;
  name: string;
}

interface RegisterFormProps {
  attempt: KeptAttempt;
  link: OfferLink["link"];
  /** Told first of refusals; true where no account can be made any more. */
  takes: (problem: Problem) => boolean;
}

/** An account without a password, for who one is at the other site (ACC-9): what it is called, and one is in. */
export function RegisterForm({ attempt, link, takes }: RegisterFormProps) {
  const { t } = useTranslation("third-party");
  const { t: errors } = useTranslation("errors");
  const session = useSession();
  const goOn = useNextStep();
  const say = useProblemText();
  const form = useForm<Typed>({
    initial: { login: suggestedLogin(link), name: link.name ?? "" },
    check: ({ login }) => ({ login: login.trim() === "" ? errors("login_empty") : "" }),
    send: async ({ login, name }) => {
      const { step } = await register(attempt.id, { login, name: name.trim() }, entranceTo(attempt.to));
      await goOn(await session.accept(step), { login, to: attempt.to }, true);
    },
    explain: (problem) => (takes(problem) ? {} : { [placeOf(problem)]: say(problem) }),
  });
  return (
    <form ref={form.form} className={styles.step} onSubmit={form.submit} noValidate>
      <Field
        {...form.field("login")}
        label={t("register.login")}
        hint={t("register.loginHint")}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
      />
      <Field {...form.field("name")} label={t("register.name")} hint={t("register.nameHint")} autoComplete="name" />
      {form.errors.form && <ErrorText announced>{form.errors.form}</ErrorText>}
      <Button kind="main" wide type="submit" busy={form.busy}>
        {t("register.act")}
      </Button>
    </form>
  );
}

function placeOf({ code, field }: Problem): keyof Typed | "form" {
  if (field === "login" || field === "name") return field;
  const [first] = code.split("_");
  return first === "login" || first === "name" ? first : "form";
}
