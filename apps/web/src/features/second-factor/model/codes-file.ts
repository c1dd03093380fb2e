/** What the file of recovery codes says besides the codes, in the person's language. */
export interface CodesFileWords {
  /** Whose codes, and where: first line. */
  title: string;
  /** When they were made. */
  made: string;
  /** How they are used. */
  use: string;
}

/** The recovery codes as a text to keep or print, one a line. */
export function codesFile({ title, made, use }: CodesFileWords, codes: readonly string[]): string {
  // Windows' own editor, too, shows these as lines.
  return `${[title, made, "", use, "", ...codes].join("\r\n")}\r\n`;
}

/** The file's name: of letters that every system takes. */
export function codesFileName(server: string, login: string): string {
  const plain = (text: string) => text.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[-.]+|[-.]+$/g, "");
  const parts = [plain(server), plain(login)].filter(Boolean);
  return `${[...parts, "recovery-codes"].join("-")}.txt`;
}
