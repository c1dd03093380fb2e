import { useTranslation } from "react-i18next";
import { answer, api, type Problem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, ErrorText, Field, PasswordField, useForm } from "../../../ui";
import { usePasswordRule } from "../../set-password";

interface Typed extends Record<string, string> {
  login: string;
  name: string;
  password: string;
}

interface SetupFormProps {
  secret: string;
  /** The account stands; these are its credentials. */
  onMade: (credentials: { login: string; password: string }) => Promise<void>;
  /** Somebody made the first account before. */
  onAlready: () => void;
}

/** Login, name and password of the first administrator. */
export function SetupForm({ secret, onMade, onAlready }: SetupFormProps) {
  const { t } = useTranslation("setup");
  const { t: words } = useTranslation("set-password");
  const { t: errors } = useTranslation("errors");
  const say = useProblemText();
  const { rule, problemWith } = usePasswordRule();
  const form = useForm<Typed>({
    initial: { login: "", name: "", password: "" },
    check: ({ login, password }) => ({
      login: login.trim() === "" ? errors("login_empty") : "",
      password: problemWith(password) ?? "",
    }),
    send: async ({ login, name, password }) => {
      await answer(api.POST("/api/v1/setup", { body: { secret, login, ...(name.trim() && { name }), password } }));
      await onMade({ login, password });
    },
    explain: (problem) => {
      if (problem.code === "setup_done") onAlready();
      return { [placeOf(problem)]: say(problem) };
    },
  });
  return (
    <form ref={form.form} className="stack" onSubmit={form.submit} noValidate>
      <Field
        {...form.field("login")}
        label={t("login")}
        hint={t("loginHint")}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
      />
      <Field {...form.field("name")} label={t("name")} hint={t("nameHint")} autoComplete="name" />
      <PasswordField {...form.field("password")} label={words("password")} hint={rule} autoComplete="new-password" />
      {form.errors.form && <ErrorText announced>{form.errors.form}</ErrorText>}
      <Button kind="main" wide type="submit" busy={form.busy}>
        {t("act")}
      </Button>
    </form>
  );
}

function placeOf({ code, field }: Problem): keyof Typed | "form" {
  if (field === "login" || field === "name" || field === "password") return field;
  const [first] = code.split("_");
  return first === "login" || first === "name" || first === "password" ? first : "form";
}
