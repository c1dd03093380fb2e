import { Lock } from "lucide-react";
import { Icon } from "../icon/icon";
import { Button, type ButtonProps } from "./button";

interface LockedButtonProps extends Omit<ButtonProps, "icon" | "busy" | "refused" | "onClick"> {
  /** The id of the element that says why, near the button. */
  why: string;
}

/** A button that is refused for a reason: with a lock, still reachable by keyboard, described by its reason. */
export function LockedButton({ why, ...rest }: LockedButtonProps) {
  return <Button {...rest} refused icon={<Icon of={Lock} size={16} />} aria-describedby={why} />;
}
