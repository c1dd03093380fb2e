import { type FormEvent, type RefObject, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FactorWay, Problem } from "../../../api";
import { useProblemText } from "../../../i18n";
import { useForm } from "../../../ui";
import { wrongWith } from "../model/typed-code";

/** A form with one code: of the app or, where that is a way, a recovery code. What is typed for each stays. */
export interface CodeForm {
  form: RefObject<HTMLFormElement | null>;
  way: FactorWay;
  /** The way one may change to, if there is another. */
  other: FactorWay | undefined;
  change: (way: FactorWay) => void;
  field: ReturnType<ReturnType<typeof useForm<Codes>>["field"]>;
  /** What the code is not to blame for. */
  error: string | undefined;
  busy: boolean;
  submit: (event?: FormEvent) => Promise<void>;
}

type Codes = Record<FactorWay, string>;

interface CodeFormOptions {
  ways: readonly FactorWay[];
  /** Sends the code; throws the server's problem. */
  send: (code: string) => Promise<void>;
  /** Takes a problem over that is not to be told here. */
  takes?: (problem: Problem) => boolean;
}

/** The code that is typed and sent; a wrong one stays, with the reason under it. */
export function useCodeForm({ ways, send, takes }: CodeFormOptions): CodeForm {
  const { t } = useTranslation("second-factor");
  const say = useProblemText();
  const [chosen, setChosen] = useState<FactorWay>();
  const way = chosen && ways.includes(chosen) ? chosen : (ways[0] ?? "totp");
  const form = useForm<Codes>({
    initial: { totp: "", recovery_code: "" },
    check: (typed) => {
      const wrong = wrongWith(way, typed[way]);
      if (wrong === undefined) return {};
      return { [way]: wrong === "length" ? t("code.totp.length") : t(`code.${way}.missing`) };
    },
    send: (typed) => send(typed[way].trim()),
    explain: (problem) => {
      if (takes?.(problem)) return {};
      if (problem.code === "code_wrong" && way === "recovery_code") return { [way]: t("code.recovery_code.wrong") };
      return { [problem.field === "code" || problem.code === "code_wrong" ? way : "form"]: say(problem) };
    },
  });
  return {
    form: form.form,
    way,
    other: ways.find((one) => one !== way),
    change: setChosen,
    field: form.field(way),
    error: form.errors.form,
    busy: form.busy,
    submit: form.submit,
  };
}
