import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../../api";
import type { Present } from "../../../call";
import { useProblemText } from "../../../i18n";
import { toast } from "../../../ui";
import { ConfirmDialog } from "../../../ui/dialog/confirm-dialog";
import { remove } from "../api/moderate";
import { useRoom } from "./room-context";

/** Asks before a person is taken out of the room, and says whether they can come back. */
export function RemoveDialog({ person, onClose }: { person: Present; onClose: () => void }) {
  const { t } = useTranslation("room");
  const say = useProblemText();
  const { visit } = useRoom();
  const closed = visit.conference.get()?.access === "closed";
  const removal = useMutation({
    mutationFn: () => remove(visit.number, person.identity),
    onSuccess: () => {
      toast(t("remove.done", { name: person.name }));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t("remove.title", { name: person.name })}
      keep={t("remove.keep")}
      act={t("remove.act")}
      busy={removal.isPending}
      error={removal.error ? say(asProblem(removal.error)) : undefined}
      onKeep={onClose}
      onAct={() => removal.mutate()}
    >
      <p>{t(closed ? "remove.closed" : "remove.open")}</p>
    </ConfirmDialog>
  );
}
