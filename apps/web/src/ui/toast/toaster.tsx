import { Check, Info, X } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../button/button";
import { Icon } from "../icon/icon";
import styles from "./toaster.module.css";
import { dropToast, shownToasts, TOAST_LIFE, type Toast, watchToasts } from "./toasts";

/** Where toasts appear: one live region for the whole page, there from the start so that it is heard. */
export function Toaster() {
  const toasts = useSyncExternalStore(watchToasts, shownToasts);
  return (
    <div className={styles.toaster} role="status">
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const { t } = useTranslation();
  useEffect(() => {
    const gone = setTimeout(() => dropToast(toast.id), TOAST_LIFE);
    return () => clearTimeout(gone);
  }, [toast.id]);
  return (
    <div className={styles.toast}>
      <Icon of={toast.kind === "done" ? Check : Info} />
      <p className="grow small">{toast.text}</p>
      <IconButton kind="bare" dense label={t("close")} icon={<Icon of={X} />} onClick={() => dropToast(toast.id)} />
    </div>
  );
}
