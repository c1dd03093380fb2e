import { Search } from "lucide-react";
import { Icon } from "../icon/icon";
import { Field, type FieldProps } from "./field";

/** A field that narrows a list; the placeholder gives examples of what may be typed. */
export function SearchField(props: Omit<FieldProps, "type" | "start">) {
  return (
    <Field labelHidden autoComplete="off" spellCheck={false} {...props} type="search" start={<Icon of={Search} />} />
  );
}
