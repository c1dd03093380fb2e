/** When something was pressed and when words came to stand on a page, by the clock that the pages of a story share. */
import type { Locator, Page } from "playwright-core";

/** Presses, and gives the moment of the press. */
async function pressed(button: Locator): Promise<number> {
  const at = button.evaluate(
    (element) =>
      new Promise<number>((tell) => element.addEventListener("click", () => tell(Date.now()), { once: true })),
  );
  await button.click();
  return at;
}

/** A page that does not come to its words within this time never will. */
const PATIENCE_MS = 15_000;

/** The moment these words first stand on the page. */
function seen(page: Page, words: string): Promise<number> {
  return page.evaluate(
    ({ text, patience }) =>
      new Promise<number>((tell, fail) => {
        setTimeout(() => fail(new Error(`"${text}" did not come: ${document.body.innerText.slice(0, 500)}`)), patience);
        const look = () => document.body.textContent?.includes(text) ?? false;
        if (look()) return tell(Date.now());
        const watch = new MutationObserver(() => {
          if (!look()) return;
          watch.disconnect();
          tell(Date.now());
        });
        watch.observe(document.body, { childList: true, subtree: true, characterData: true });
      }),
    { text: words, patience: PATIENCE_MS },
  );
}

/** Presses, and waits until the words stand on their pages: the moment of the press, and how long each took, in ms. */
export async function waitsAfter(
  button: Locator,
  sights: readonly (readonly [Page, string])[],
): Promise<{ start: number; waits: number[] }> {
  const moments = sights.map(([page, words]) => seen(page, words));
  const start = await pressed(button);
  return { start, waits: (await Promise.all(moments)).map((moment) => moment - start) };
}
