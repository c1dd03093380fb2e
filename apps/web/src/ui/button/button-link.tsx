import { createLink, type LinkComponent } from "@tanstack/react-router";
import type { ComponentProps, ReactNode } from "react";
import { type ButtonKind, buttonClass } from "./button";
import styles from "./button.module.css";

interface AnchorProps extends ComponentProps<"a"> {
  kind?: ButtonKind;
  dense?: boolean;
  wide?: boolean;
  icon?: ReactNode;
}

function Anchor({ kind, dense, wide, icon, className, children, ...rest }: AnchorProps) {
  return (
    <a {...rest} className={buttonClass({ kind, dense, wide }, className)}>
      {icon}
      {children}
    </a>
  );
}

const Linked = createLink(Anchor);

/** A link of the router that looks like a button: for going somewhere, not for doing something. */
export const ButtonLink: LinkComponent<typeof Anchor> = (props) => <Linked preload="intent" {...props} />;

function IconAnchor({ label, className, ...rest }: AnchorProps & { label: string }) {
  return (
    <Anchor {...rest} aria-label={label} title={label} className={[styles.icon, className].filter(Boolean).join(" ")} />
  );
}

const IconLinked = createLink(IconAnchor);

/** A link that shows only an icon; `label` is its name. */
export const IconLink: LinkComponent<typeof IconAnchor> = (props) => <IconLinked preload="intent" {...props} />;
