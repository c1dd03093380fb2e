import { Check, Copy } from "lucide-react";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import { Button, type ButtonProps } from "../button/button";
import { Icon } from "../icon/icon";
import { useCopy } from "./use-copy";

interface CopyButtonProps extends Omit<ButtonProps, "icon" | "children" | "onClick"> {
  text: string;
  /** What the button copies, in words, when "Copy" alone would be unclear. */
  label?: string;
  /** Where the text stands, to be chosen for copying by hand where there is no clipboard. */
  shown: RefObject<HTMLElement | null>;
}

/** Copies a text that stands beside it, and says so. */
export function CopyButton({ text, label, shown, ...rest }: CopyButtonProps) {
  const { t } = useTranslation();
  const { copied, copy } = useCopy(text, () => {
    if (shown.current) window.getSelection()?.selectAllChildren(shown.current);
  });
  return (
    <>
      <Button {...rest} icon={<Icon of={copied ? Check : Copy} />} onClick={copy}>
        {copied ? t("copied") : (label ?? t("copy"))}
      </Button>
      <span className="vh" role="status">
        {copied ? t("copied") : ""}
      </span>
    </>
  );
}
