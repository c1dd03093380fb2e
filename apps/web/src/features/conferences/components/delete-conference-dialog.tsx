import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { toast } from "../../../ui";
import { ConfirmDialog } from "../../../ui/dialog/confirm-dialog";
import { myConferencesQuery, showConferenceNumber } from "../../join";
import { deleteConference } from "../api/conferences";

interface DeleteConferenceDialogProps {
  number: string;
  name: string;
  onClose: () => void;
  onDeleted?: () => void;
}

/** Asks before a conference goes, and says what goes with it. */
export function DeleteConferenceDialog({ number, name, onClose, onDeleted }: DeleteConferenceDialogProps) {
  const { t } = useTranslation("conferences");
  const say = useProblemText();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteConference(number),
    onSuccess: async () => {
      toast(t("delete.done", { name }));
      onClose();
      onDeleted?.();
      await queries.invalidateQueries({ queryKey: myConferencesQuery.queryKey, exact: true });
    },
  });
  return (
    <ConfirmDialog
      title={t("delete.title", { name })}
      keep={t("delete.keep")}
      act={t("delete.act")}
      busy={remove.isPending}
      error={remove.error ? say(asProblem(remove.error)) : undefined}
      onKeep={onClose}
      onAct={() => remove.mutate()}
    >
      <p>{t("delete.lost", { number: showConferenceNumber(number) })}</p>
    </ConfirmDialog>
  );
}
