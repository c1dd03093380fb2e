import { useTranslation } from "react-i18next";
import type { ThirdParty } from "../../../api";
import { useProblemText } from "../../../i18n";
import { Button, ErrorText } from "../../../ui";
import { ProviderPicture } from "./provider-picture";
import styles from "./third-party.module.css";
import { useVisit } from "./use-visit";

interface ProviderButtonsProps {
  providers: readonly ThirdParty[];
  /** Where to go afterwards, an address of this client. */
  to: string;
}

/** The other sites one can sign in through, in the administrator's order; nothing where there are none. */
export function ProviderButtons({ providers, to }: ProviderButtonsProps) {
  const { t } = useTranslation("sign-in");
  const say = useProblemText();
  const { busy, problem, visit } = useVisit();
  if (providers.length === 0) return null;
  return (
    <section className={styles.ways} aria-label={t("otherSites")}>
      <p className={styles.or}>{t("or")}</p>
      {problem && <ErrorText announced>{say(problem)}</ErrorText>}
      {providers.map((provider) => (
        <Button
          key={provider.id}
          wide
          className={styles.way}
          icon={<ProviderPicture of={provider.icon} />}
          busy={busy === provider.id}
          refused={busy !== undefined && busy !== provider.id}
          onClick={() => void visit(provider, to)}
        >
          {provider.label}
        </Button>
      ))}
    </section>
  );
}
