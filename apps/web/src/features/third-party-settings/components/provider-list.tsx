import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Provider } from "../../../api";
import { Button, Icon, IconButton, Rows, SettingsFoot, Tag, toast } from "../../../ui";
import { Menu, MenuItem } from "../../../ui/menu/menu";
import { ProviderPicture } from "../../third-party";
import { MOST_PROVIDERS } from "../model/typed-provider";
import { ProviderDialog } from "./provider-dialog";
import { RemoveDialog } from "./remove-dialog";
import styles from "./third-party-settings.module.css";

type Open = { what: "add" } | { what: "edit" | "remove"; provider: Provider };

/** The sites people may log in through, in the order of their buttons. */
export function ProviderList({ providers }: { providers: readonly Provider[] }) {
  const { t } = useTranslation("third-party-settings");
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const saved = ({ label }: Provider) => {
    close();
    toast(t("saved", { label }));
  };
  const removed = (label: string) => {
    close();
    toast(t("removed", { label }));
    // The row that was pressed is gone.
    requestAnimationFrame(() => document.querySelector<HTMLElement>("main h1")?.focus());
  };
  const full = providers.length >= MOST_PROVIDERS;
  return (
    <>
      {providers.length === 0 ? (
        <p>
          <b className="strong">{t("none")}</b> {t("noneWhy")}
        </p>
      ) : (
        <Rows aria-label={t("list")}>
          {providers.map((provider) => (
            <ProviderRow
              key={provider.id}
              provider={provider}
              onEdit={() => setOpen({ what: "edit", provider })}
              onRemove={() => setOpen({ what: "remove", provider })}
            />
          ))}
        </Rows>
      )}
      <SettingsFoot>
        <Button
          dense
          refused={full}
          onClick={() => setOpen({ what: "add" })}
          aria-describedby={full ? "full" : undefined}
        >
          {t("add")}
        </Button>
        {full && (
          <span className="cap" id="full">
            {t("full", { most: MOST_PROVIDERS })}
          </span>
        )}
      </SettingsFoot>
      {open?.what === "add" && <ProviderDialog others={providers} onClose={close} onSaved={saved} />}
      {open?.what === "edit" && (
        <ProviderDialog provider={open.provider} others={providers} onClose={close} onSaved={saved} />
      )}
      {open?.what === "remove" && (
        <RemoveDialog provider={open.provider} onClose={close} onRemoved={() => removed(open.provider.label)} />
      )}
    </>
  );
}

interface ProviderRowProps {
  provider: Provider;
  onEdit: () => void;
  onRemove: () => void;
}

function ProviderRow({ provider, onEdit, onRemove }: ProviderRowProps) {
  const { t } = useTranslation("third-party-settings");
  const { label, icon, issuer, enabled, asks_second_factor: asksFactor } = provider;
  return (
    <li>
      <span className={styles.picture}>
        <ProviderPicture of={icon} />
      </span>
      <span className="grow">
        <span className={styles.name}>
          <span className="strong">{label}</span>
          {!enabled && <Tag kind="wait">{t("off")}</Tag>}
        </span>
        <span className={styles.sub}>{issuer}</span>
        <span className={styles.sub}>
          {[t(enabled ? "offered" : "notOffered"), asksFactor && t("asksFactor")].filter(Boolean).join(" · ")}
        </span>
      </span>
      <Menu opener={<IconButton kind="bare" dense label={t("actions", { label })} icon={<Icon of={Ellipsis} />} />}>
        <MenuItem icon={<Icon of={Pencil} />} onClick={onEdit}>
          {t("edit")}
        </MenuItem>
        <MenuItem icon={<Icon of={Trash2} />} danger onClick={onRemove}>
          {t("remove.act")}
        </MenuItem>
      </Menu>
    </li>
  );
}
