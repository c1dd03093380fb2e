import "@mantine/core/styles/Paper.layer.css";
import "@mantine/core/styles/Overlay.layer.css";
import "@mantine/core/styles/ModalBase.layer.css";
import "@mantine/core/styles/Modal.layer.css";
import { Modal } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import styles from "./dialog.module.css";

interface DialogProps {
  title: string;
  /** Escape, the answer that changes nothing, or (not for a form) a press outside. */
  onClose: () => void;
  /** For what is typed or shown once: wider, higher on the screen, and a press outside does not close it. */
  form?: boolean;
  children: ReactNode;
}

/** A question or a small form over the page. Mount it to open it; the focus returns to where it was. */
export function Dialog({ title, onClose, form, children }: DialogProps) {
  useFocusBack();
  return (
    <Modal.Root opened onClose={onClose} closeOnClickOutside={!form} transitionProps={{ duration: 0 }}>
      <Modal.Overlay className={styles.overlay} />
      <Modal.Content
        classNames={{
          inner: form ? `${styles.inner} ${styles.tall}` : styles.inner,
          content: form ? `${styles.content} ${styles.wide}` : styles.content,
        }}
      >
        <Modal.Body className={styles.body}>
          <Modal.Title className={styles.title}>{title}</Modal.Title>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** What is mounted open never tells Mantine that it opened: the focus is given back here, unless it went on elsewhere. */
function useFocusBack(): void {
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        const lost = document.activeElement === null || document.activeElement === document.body;
        if (lost && opener instanceof HTMLElement) opener.focus({ preventScroll: true });
      });
    },
    [opener],
  );
}

/** The answers of a dialog, the acting one last. Mark the one that gets the focus with `data-autofocus`. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>;
}
