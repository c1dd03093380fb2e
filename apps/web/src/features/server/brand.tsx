import { useQuery } from "@tanstack/react-query";
import { Mark } from "../../ui";
import styles from "./brand.module.css";
import { serverQuery } from "./server-query";

const PRODUCT = "Vestibule";

/** The mark, the product and whose it is: "Vestibule · City Clinic". */
export function Brand({ size = 32, heading = false }: { size?: number; heading?: boolean }) {
  const { data } = useQuery(serverQuery);
  const Words = heading ? "h1" : "p";
  const own = data !== undefined && data.name !== "" && data.name !== PRODUCT ? data.name : undefined;
  return (
    <Words className={heading ? `${styles.brand} ${styles.heading}` : styles.brand}>
      <Mark size={size} />
      <span className={styles.name}>
        {own === undefined ? (
          <b>{PRODUCT}</b>
        ) : (
          <>
            {PRODUCT}
            {"\u00a0· "}
            <b>{own}</b>
          </>
        )}
      </span>
    </Words>
  );
}
