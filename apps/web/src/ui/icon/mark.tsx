import styles from "./mark.module.css";

/** The product's mark: an open door in a rounded square. */
export function Mark({ size = 32 }: { size?: number }) {
  return (
    <svg className={styles.mark} width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path
        fillRule="evenodd"
        d="M8 0h16a8 8 0 0 1 8 8v16a8 8 0 0 1-8 8H8a8 8 0 0 1-8-8V8a8 8 0 0 1 8-8ZM8 8.8 17.5 5.4V26.6L8 23.2ZM17.5 8H22.6A1.4 1.4 0 0 1 24 9.4V22.6A1.4 1.4 0 0 1 22.6 24H17.5V21.8H21.8V10.2H17.5Z"
      />
      <path d="M14.6 14.5a1.2 1.5 0 1 0 0 3 1.2 1.5 0 0 0 0-3Z" />
    </svg>
  );
}
