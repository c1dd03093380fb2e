import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button, type ButtonProps, ErrorText, Field } from "../../../ui";
import type { CodeForm } from "./use-code-form";

/** The field for the code. It has the focus, unless something is to be read first; a wrong code stays, chosen, so that the next key replaces it. */
export function CodeEntry({ code, focused = true }: { code: CodeForm; focused?: boolean }) {
  const { t } = useTranslation("second-factor");
  const input = useRef<HTMLInputElement>(null);
  const { way, field, error } = code;
  useEffect(() => {
    if (field.error) input.current?.select();
  }, [field.error]);
  const app = way === "totp";
  return (
    <>
      <Field
        {...field}
        // Another field, not the same one renamed: it takes the focus, and assistive technology reads it anew.
        key={way}
        ref={input}
        label={t(`code.${way}.label`)}
        hint={t(`code.${way}.hint`)}
        autoComplete={app ? "one-time-code" : "off"}
        inputMode={app ? "numeric" : "text"}
        autoCapitalize={app ? "none" : "characters"}
        spellCheck={false}
        autoFocus={focused}
        data-autofocus={focused || undefined}
      />
      {error && <ErrorText announced>{error}</ErrorText>}
    </>
  );
}

/** Changes between the app's code and a recovery code, where there is a choice. */
export function OtherWay({ code, ...look }: { code: CodeForm } & Pick<ButtonProps, "kind" | "wide" | "dense">) {
  const { t } = useTranslation("second-factor");
  const { other } = code;
  if (!other) return null;
  return (
    <Button {...look} onClick={() => code.change(other)}>
      {t(`code.${other}.use`)}
    </Button>
  );
}
