import { Check } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n/format";
import { Button } from "../button/button";
import { ErrorText } from "../field/error-text";
import { Icon } from "../icon/icon";
import { SettingsFoot } from "./settings-group";
import styles from "./settings-group.module.css";

interface SaveFootProps {
  /** What {@link useSavedForm} knows. */
  form: { unsaved: boolean; busy: boolean; savedAt: number | undefined; discard: () => void };
  /** 36 high beside a mouse, as the group's fields. */
  dense?: boolean;
  /** What no single field is to blame for. */
  error?: string | undefined;
}

/** A group's Save, Discard while something is changed, and in their place when it was saved. */
export function SaveFoot({ form: { unsaved, busy, savedAt, discard }, dense = false, error }: SaveFootProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const saving = useRef<HTMLButtonElement>(null);
  const back = () => {
    discard();
    // The button that was pressed goes away: the focus stays beside it.
    saving.current?.focus();
  };
  const done = savedAt !== undefined && !unsaved && !busy;
  return (
    <>
      {error && <ErrorText announced>{error}</ErrorText>}
      <SettingsFoot>
        <Button
          ref={saving}
          kind={unsaved ? "main" : "secondary"}
          dense={dense}
          type="submit"
          busy={busy}
          refused={!unsaved}
        >
          {t("save")}
        </Button>
        {unsaved && (
          <Button kind="bare" dense={dense} onClick={back}>
            {t("discard")}
          </Button>
        )}
        {/* There from the start, so that what appears in it is read out. */}
        <p className={styles.saved} role="status">
          {done && (
            <>
              <Icon of={Check} size={16} />
              {t("savedAt", { time: format.time(savedAt) })}
            </>
          )}
        </p>
      </SettingsFoot>
    </>
  );
}
