import { createLazyRoute, Link, Outlet, useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { TrialBanner } from "../../features/outbox";
import { Brand } from "../../features/server";
import { useSignedIn } from "../../features/session";
import { RestrictedBanner, useFreedToast } from "../../features/sessions";
import { Icon } from "../../ui";
import { AccountMenu } from "./account-menu";
import { InFrame } from "./in-frame";
import { isHere, sideMenuOf, tabsFor, type Way } from "./menus";
import styles from "./shell.module.css";

/** The one page that says in its own words that this device is restricted: the way out is on it. */
const SESSIONS = "/settings/sessions";

/** The one page of Administration that says in its own words that no mail goes out. */
const OUTBOX = "/administration/outbox";

/** The personal account's frame: side menu 232, a rail of 64 from 720 to 1023, tabs at the bottom of a phone. */
export const Route = createLazyRoute("/shell")({ component: Shell });

function Shell() {
  const { t } = useTranslation();
  const path = useLocation({ select: (location) => location.pathname });
  const me = useSignedIn();
  useFreedToast();
  const menu = sideMenuOf(path, me);
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        {t("nav.skip")}
      </a>
      <header className={styles.side}>
        <div className={styles.brand}>
          <Brand size={24} />
        </div>
        <nav className={styles.nav} aria-label={t(menu.heading ? `nav.${menu.heading}` : "nav.main")}>
          {menu.back && <WayLink way={menu.back} />}
          {menu.heading && <h2 className={styles.navHead}>{t(`nav.${menu.heading}`)}</h2>}
          {menu.ways.map((way) => (
            <WayLink key={way.to} way={way} here={isHere(way, path)} />
          ))}
          {menu.more?.heading && <h2 className={styles.navHead}>{t(`nav.${menu.more.heading}`)}</h2>}
          {menu.more?.ways.map((way) => (
            <WayLink key={way.to} way={way} here={isHere(way, path)} />
          ))}
        </nav>
        <div className={styles.bottom}>
          <AccountMenu />
        </div>
      </header>
      <main className={styles.main} id="content" tabIndex={-1}>
        <div className={styles.in}>
          {path !== SESSIONS && <RestrictedBanner className={styles.banner} />}
          {menu.heading === "administration" && path !== OUTBOX && <TrialBanner className={styles.banner} />}
          <InFrame value={true}>
            <Outlet />
          </InFrame>
        </div>
      </main>
      <nav className={styles.tabs} aria-label={t("nav.main")}>
        {tabsFor(me).map((way) => (
          <WayLink key={way.to} way={way} here={isHere(way, path)} tab />
        ))}
      </nav>
    </div>
  );
}

function WayLink({ way, here, tab }: { way: Way; here?: boolean; tab?: boolean }) {
  const { t } = useTranslation();
  const name = t(`nav.${way.words}`);
  return (
    <Link to={way.to} title={tab ? undefined : name} aria-current={here ? "page" : undefined} activeProps={{}}>
      <Icon of={way.icon} size={tab ? 24 : 20} />
      <span>{name}</span>
    </Link>
  );
}
