import { describe, expect, it } from "vitest";
import { asWishes, type Member, sameMembers, withMember, withModerator, withoutMember } from "./members";

const ann: Member = { id: "a", name: "Ann", moderator: true };
const bob: Member = { id: "b", name: "Bob", moderator: false };

describe("cnf_14 a conference's list", () => {
  it("takes a person once, as a participant", () => {
    const list = withMember([ann], { id: "b", name: "Bob" });
    expect(list).toEqual([ann, bob]);
    expect(withMember(list, { id: "a", name: "Ann" })).toBe(list);
  });
  it("lets go of a person", () => {
    expect(withoutMember([ann, bob], "a")).toEqual([bob]);
  });
  it("says all by id, and who moderates", () => {
    expect(asWishes(withModerator([ann, bob], "b", true))).toEqual({
      participants: ["a", "b"],
      moderators: ["a", "b"],
    });
    expect(asWishes([ann, bob])).toEqual({ participants: ["a", "b"], moderators: ["a"] });
  });
  it("knows whether it changed", () => {
    expect(sameMembers([ann, bob], [bob, ann])).toBe(true);
    expect(sameMembers([ann, bob], [ann])).toBe(false);
    expect(sameMembers([ann, bob], withModerator([ann, bob], "b", true))).toBe(false);
  });
});
