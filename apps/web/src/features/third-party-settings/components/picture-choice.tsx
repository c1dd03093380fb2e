import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { ProviderIcon } from "../../../api";
import { ProviderPicture } from "../../third-party";
import styles from "./third-party-settings.module.css";

const PICTURES: readonly ProviderIcon[] = ["building", "key", "globe", "user"];

interface PictureChoiceProps {
  value: ProviderIcon;
  onChange: (icon: ProviderIcon) => void;
}

/** One of our few pictures for the button: arrow keys walk along them, as in any group of radio buttons. */
export function PictureChoice({ value, onChange }: PictureChoiceProps) {
  const { t } = useTranslation("third-party-settings");
  const name = useId();
  return (
    <fieldset className={styles.pictures}>
      <legend className={styles.legend}>{t("field.icon")}</legend>
      {PICTURES.map((icon) => (
        <label key={icon} className={styles.tile} title={t(`icon.${icon}`)}>
          <input
            className="vh"
            type="radio"
            name={name}
            checked={icon === value}
            aria-label={t(`icon.${icon}`)}
            onChange={() => onChange(icon)}
          />
          <ProviderPicture of={icon} />
        </label>
      ))}
    </fieldset>
  );
}
