import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useProblemText } from "../../../i18n";
import { Button, ErrorText } from "../../../ui";
import { DialogActions } from "../../../ui/dialog/dialog";
import { serverQuery } from "../../server";
import { useSignedIn } from "../../session";
import { useVisit } from "../../third-party";

/**
 * An account without a password proves itself where it logs in: the browser goes there and comes back to this page,
 * where what was wanted is pressed once more. Who has no such site is told the way round.
 */
export function ProviderProof({ keep, onKeep }: { keep: string; onKeep: () => void }) {
  const { t } = useTranslation();
  const { proof_by: ways } = useSignedIn();
  const { data: server } = useQuery(serverQuery);
  const say = useProblemText();
  const here = useLocation({ select: ({ href }) => href });
  const { busy, problem, visit } = useVisit();
  const sites = (server?.third_party ?? []).filter(({ id }) => ways.includes(id));
  const [first] = sites;
  return (
    <>
      <p className="text-2">{first ? t("proof.atSite", { label: first.label }) : t("proof.noPassword")}</p>
      {problem && <ErrorText announced>{say(problem)}</ErrorText>}
      <DialogActions>
        <Button data-autofocus={!first || undefined} autoFocus={!first} onClick={onKeep}>
          {keep}
        </Button>
        {sites.map((site) => (
          <Button
            key={site.id}
            kind={site === first ? "main" : "secondary"}
            data-autofocus={site === first || undefined}
            autoFocus={site === first}
            busy={busy === site.id}
            onClick={() => void visit(site, here, "proof")}
          >
            {t("proof.goTo", { label: site.label })}
          </Button>
        ))}
      </DialogActions>
    </>
  );
}
