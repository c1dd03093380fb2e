/** What a person chose on this device, whoever is signed in: nothing of theirs, so it outlives them. */
const CHOICES = ["vestibule.language", "vestibule.theme"];

/** Holds the choices in memory; the returned function writes them back after the browser was told to forget all. */
export function heldChoices(): () => void {
  const held = CHOICES.map((key) => [key, read(key)] as const);
  return () => {
    for (const [key, value] of held) if (value !== null) write(key, value);
  };
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage refused: there was nothing to hold either.
  }
}
