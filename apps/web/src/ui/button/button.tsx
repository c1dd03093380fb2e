import type { ComponentProps, ReactNode } from "react";
import { Spinner } from "../icon/spinner";
import styles from "./button.module.css";

/** One `main` on a screen; `danger` ends or removes; `bare` for what stands in rows. */
export type ButtonKind = "main" | "secondary" | "danger" | "bare";

interface ButtonLook {
  kind?: ButtonKind;
  /** 36 high, for dense lists beside a mouse; 44 on a phone by itself. */
  dense?: boolean;
  wide?: boolean;
  icon?: ReactNode;
}

export interface ButtonProps extends ButtonLook, Omit<ComponentProps<"button">, "disabled"> {
  /** Under way: a spinner stands before the words, and a second press does nothing. */
  busy?: boolean;
  /** Refused for now. Stays reachable by keyboard; `aria-describedby` points at the reason beside it. */
  refused?: boolean;
}

/** A button. Its words are a verb. */
export function Button({ kind, dense, wide, icon, busy, refused, onClick, children, className, ...rest }: ButtonProps) {
  const still = busy === true || refused === true;
  return (
    <button
      type="button"
      {...rest}
      className={buttonClass({ kind, dense, wide }, className)}
      aria-busy={busy || undefined}
      aria-disabled={still || undefined}
      onClick={(event) => {
        if (still) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

/** A button that shows only an icon; `label` is its name. */
export function IconButton({ label, icon, className, ...rest }: Omit<ButtonProps, "children"> & { label: string }) {
  return (
    <Button
      {...rest}
      icon={icon}
      aria-label={label}
      title={label}
      className={[styles.icon, className].filter(Boolean).join(" ")}
    />
  );
}

/** Buttons side by side; `end` puts them at the right edge. */
export function Buttons({ end, children }: { end?: boolean; children: ReactNode }) {
  return <div className={end ? `${styles.group} ${styles.groupEnd}` : styles.group}>{children}</div>;
}

/** The classes of a button, for what is a link but looks like one. */
export function buttonClass(look: Loose<ButtonLook>, more?: string): string {
  const { kind = "secondary", dense, wide } = look;
  return [styles.btn, kind !== "secondary" && styles[kind], dense && styles.dense, wide && styles.wide, more]
    .filter(Boolean)
    .join(" ");
}

type Loose<T> = { [K in keyof T]?: T[K] | undefined };
