import "@mantine/core/styles/Popover.layer.css";
import "@mantine/core/styles/Menu.layer.css";
import { Menu as MantineMenu } from "@mantine/core";
import { Check } from "lucide-react";
import type { ComponentProps, ReactElement, ReactNode } from "react";
import { Icon } from "../icon/icon";
import styles from "./menu.module.css";

const PARTS = {
  dropdown: styles.dropdown ?? "",
  item: styles.item ?? "",
  itemLabel: styles.itemLabel ?? "",
  itemIndicator: styles.itemIndicator ?? "",
  label: styles.label ?? "",
  divider: styles.divider ?? "",
};

interface MenuProps {
  /** What opens it: one button. */
  opener: ReactElement;
  position?: ComponentProps<typeof MantineMenu>["position"];
  children: ReactNode;
}

/** Actions in a list that floats beside their button: arrow keys, Escape, first letters. */
export function Menu({ opener, position = "bottom-end", children }: MenuProps) {
  return (
    <MantineMenu
      position={position}
      offset={6}
      transitionProps={{ duration: 0 }}
      classNames={PARTS}
      // Into the page's main part, so that assistive technology finds the menu within a landmark.
      portalProps={{ target: "main" }}
      withInitialFocusPlaceholder={false}
      loop
    >
      <MantineMenu.Target>{opener}</MantineMenu.Target>
      <MantineMenu.Dropdown>{children}</MantineMenu.Dropdown>
    </MantineMenu>
  );
}

interface MenuItemProps {
  icon?: ReactNode;
  danger?: boolean;
  onClick: () => void;
  children: ReactNode;
}

/** One action. */
export function MenuItem({ icon, danger, onClick, children }: MenuItemProps) {
  return (
    <MantineMenu.Item {...(danger && { className: styles.danger })} onClick={onClick}>
      <span className={styles.inside}>
        {icon}
        <span>{children}</span>
      </span>
    </MantineMenu.Item>
  );
}

interface MenuChoiceProps<V extends string> {
  /** Quiet heading that names the choice. */
  label: string;
  value: V;
  options: readonly { value: V; label: string; lang?: string }[];
  onChoose: (value: V) => void;
}

/** One of a few, the chosen one ticked. */
export function MenuChoice<V extends string>({ label, value, options, onChoose }: MenuChoiceProps<V>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no child of a menu
    <div role="group" aria-label={label}>
      <MenuLabel>{label}</MenuLabel>
      <MantineMenu.RadioGroup value={value} onChange={(chosen) => onChoose(chosen as V)}>
        {options.map((option) => (
          <MantineMenu.RadioItem key={option.value} value={option.value} lang={option.lang}>
            <span className={styles.inside}>
              <span>{option.label}</span>
              {option.value === value && (
                <span className={styles.tick}>
                  <Icon of={Check} size={16} />
                </span>
              )}
            </span>
          </MantineMenu.RadioItem>
        ))}
      </MantineMenu.RadioGroup>
    </div>
  );
}

/** A quiet heading inside a menu. */
export function MenuLabel({ children }: { children: ReactNode }) {
  return <MantineMenu.Label>{children}</MantineMenu.Label>;
}

/** A hairline between groups. */
export function MenuDivider() {
  return <MantineMenu.Divider />;
}
