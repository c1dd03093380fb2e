import { describe, expect, it } from "vitest";
import type { Ending } from "../../../call";
import { type EndingKind, kindOf, type WaysOn, waysOn } from "./ending-kind";

describe("cnf_13 how a visit ended, and the way on", () => {
  const cases: readonly (readonly [Ending, boolean, EndingKind, WaysOn["main"]])[] = [
    [{ is: "left" }, false, "left", "again"],
    [{ is: "removed" }, false, "removed", "again"],
    [{ is: "removed" }, true, "signedOut", null],
    [{ is: "ended" }, false, "ended", null],
    [{ is: "elsewhere" }, false, "elsewhere", "elsewhere"],
    [{ is: "lost", code: "unreachable" }, false, "lost", "lost"],
    [{ is: "refused", code: "closed_to_strangers" }, false, "refused", "again"],
    [{ is: "refused", code: "conference_not_found" }, false, "gone", null],
  ];
  it.each(cases)("%j, session ended %j: %s, %s", (ending, sessionEnded, kind, main) => {
    expect(kindOf(ending, sessionEnded)).toBe(kind);
    expect(waysOn(kind, !sessionEnded).main).toBe(main);
  });
  it("offers to log in to whoever is not signed in, first where nothing else helps", () => {
    expect(waysOn("signedOut", false)).toEqual({ main: null, logIn: "main" });
    expect(waysOn("left", false)).toEqual({ main: "again", logIn: "secondary" });
    expect(waysOn("left", true).logIn).toBeNull();
  });
});
