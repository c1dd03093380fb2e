import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Brand, useOfferedLanguages } from "../../features/server";
import { useLanguage } from "../../i18n";
import styles from "./door.module.css";

/** One card, centred, hanging from the top so that an error only pushes down: sign-in and what is like it. */
export function Door({ children }: { children: ReactNode }) {
  return (
    <div className={styles.door}>
      <main className={styles.main}>{children}</main>
      <footer className={styles.foot}>
        <LanguageSwitch />
      </footer>
    </div>
  );
}

interface WideDoorProps {
  /** 600 for the notice of the session limit, 1000 for the User sessions window. */
  width: "notice" | "window";
  /** Whose sign-in it is. */
  who: string | undefined;
  children: ReactNode;
}

/** The same with a wider card, whose head stands above it: what comes between the password and home. */
export function WideDoor({ width, who, children }: WideDoorProps) {
  return (
    <div className={styles.door}>
      <main className={`${styles.main} ${styles[width]}`}>
        <header className={styles.top}>
          <Brand size={28} />
          {who && <p className={width === "notice" ? `${styles.who} hide-phone` : styles.who}>{who}</p>}
        </header>
        <section className={`${styles.card} ${styles.wide}`}>{children}</section>
      </main>
      <footer className={styles.foot}>
        <LanguageSwitch />
      </footer>
    </div>
  );
}

/** The card itself. `brand="heading"` where the page has no other heading. */
export function DoorCard({ brand = "line", children }: { brand?: "line" | "heading"; children: ReactNode }) {
  return (
    <section className={styles.card}>
      <div className={styles.head}>
        <Brand heading={brand === "heading"} />
      </div>
      {children}
    </section>
  );
}

function LanguageSwitch() {
  const { t } = useTranslation();
  const { language, choose } = useLanguage();
  const offered = useOfferedLanguages();
  if (offered.length < 2) return null;
  return (
    <nav aria-label={t("language")}>
      {offered.map(({ value, label, lang }) => (
        <button key={value} type="button" lang={lang} aria-pressed={value === language} onClick={() => choose(value)}>
          {label}
        </button>
      ))}
    </nav>
  );
}
