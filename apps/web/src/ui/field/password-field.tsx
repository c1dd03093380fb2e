import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../icon/icon";
import { Field, type FieldProps } from "./field";

interface PasswordFieldProps extends Omit<FieldProps, "type" | "end" | "autoComplete"> {
  /** Tells password managers which password this is. */
  autoComplete: "current-password" | "new-password";
}

/** A password: masked, with a button that shows it. Pasting and password managers work. */
export function PasswordField(props: PasswordFieldProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const label = t(shown ? "password.hide" : "password.show");
  return (
    <Field
      spellCheck={false}
      autoCapitalize="none"
      {...props}
      type={shown ? "text" : "password"}
      end={
        <button type="button" aria-label={label} title={label} onClick={() => setShown(!shown)}>
          <Icon of={shown ? EyeOff : Eye} />
        </button>
      }
    />
  );
}
