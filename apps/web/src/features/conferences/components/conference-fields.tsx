import { useTranslation } from "react-i18next";
import { Field, RadioGroup } from "../../../ui";
import type { Member } from "../model/members";
import { PeoplePicker } from "./people-picker";

/** What is asked about a conference, new or old. */
export interface ConferenceValues extends Record<string, unknown> {
  name: string;
  access: "open" | "closed";
  participants: readonly Member[];
}

interface ConferenceFieldsProps {
  values: ConferenceValues;
  errors: { [K in keyof ConferenceValues]?: string | undefined };
  set: <K extends keyof ConferenceValues & string>(name: K, value: ConferenceValues[K]) => void;
  creatorId: string;
  selfId: string;
  /** The page is about naming something new: the name has the focus. */
  fresh?: boolean;
}

/** Name, access and people: the same fields when a conference is made and when it is changed. */
export function ConferenceFields({ values, errors, set, creatorId, selfId, fresh }: ConferenceFieldsProps) {
  const { t } = useTranslation("conferences");
  return (
    <>
      <Field
        name="name"
        label={t("name.label")}
        value={values.name}
        error={errors.name}
        onChange={(event) => set("name", event.target.value)}
        maxLength={200}
        autoComplete="off"
        autoFocus={fresh}
      />
      <RadioGroup
        legend={t("access.legend")}
        value={values.access}
        options={[
          { value: "open", label: t("access.open.label"), hint: t("access.open.hint") },
          { value: "closed", label: t("access.closed.label"), hint: t("access.closed.hint") },
        ]}
        onChange={(access) => set("access", access)}
      />
      <PeoplePicker
        members={values.participants}
        creatorId={creatorId}
        selfId={selfId}
        error={errors.participants as string | undefined}
        onChange={(members) => set("participants", members)}
      />
    </>
  );
}

/** Fields of the API that this form shows itself; everything else is told above the button. */
export function placeOf(field: string | undefined): "name" | "participants" | "form" {
  return field === "name" || field === "participants" ? field : "form";
}
