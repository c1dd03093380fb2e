import { describe, expect, it } from "vitest";
import { isUsableName, readLink, withoutLink } from "./link-parameters";
import { FRESH_MEMORY, recall, remember } from "./tab-memory";

describe("cnf_9 link parameters", () => {
  const cases: readonly (readonly [string, ReturnType<typeof readLink>])[] = [
    ["", {}],
    [
      "name=Rosa+Delgado&mic=off&cam=on&lang=ru",
      { name: "Rosa Delgado", microphone: false, camera: true, language: "ru" },
    ],
    ["name=%20%20&mic=maybe&cam=1&lang=de", {}],
    ["name=Rosa%00", {}],
    ["name=Rosa%E2%80%AEadmin", {}],
    [`name=${"x".repeat(101)}`, {}],
    [`name=${"x".repeat(100)}`, { name: "x".repeat(100) }],
    ["name=%E2%80%8B%E2%80%8B", {}],
    ["mic=off&name=", { microphone: false }],
    ["lang=EN", { language: "en" }],
    ["name=%F0%9F%A6%8A", { name: "🦊" }],
  ];
  it.each(cases)("%j", (query, expected) => {
    expect(readLink(new URLSearchParams(query), ["en", "ru"])).toEqual(expected);
  });

  it("leave the address bar, other parts stay", () => {
    const address = new URL("https://meet.example/c/482913507?name=Rosa&mic=off&cam=off&lang=ru&layout=grid#x");
    expect(withoutLink(address).href).toBe("https://meet.example/c/482913507?layout=grid#x");
  });

  it("a name is usable by the server's rule", () => {
    expect(isUsableName("Dr Omar Haddad")).toBe(true);
    expect(isUsableName("李伟")).toBe(true);
    expect(isUsableName("a\nb")).toBe(false);
    expect(isUsableName("\u2066x")).toBe(false);
  });
});

function storage(content: Record<string, string> = {}) {
  return {
    getItem: (key: string) => content[key] ?? null,
    setItem: (key: string, value: string) => {
      content[key] = value;
    },
    removeItem: (key: string) => {
      delete content[key];
    },
  };
}

describe("what a tab remembers", () => {
  it("is kept by conference, part by part", () => {
    const tab = storage();
    remember(tab, "482913507", { name: "Rosa", admission: { id: "a", secret: "s" } });
    remember(tab, "482913507", { inRoom: true, microphone: false });
    expect(recall(tab, "482913507")).toEqual({
      ...FRESH_MEMORY,
      name: "Rosa",
      admission: { id: "a", secret: "s" },
      inRoom: true,
      microphone: false,
    });
    expect(recall(tab, "111111111")).toEqual(FRESH_MEMORY);
  });
  it("is as if never written when malformed or forbidden", () => {
    const bad = {
      "vestibule.conference.1": "{",
      "vestibule.conference.2": '{"admission":{"id":1},"name":7,"choice":"x"}',
    };
    expect(recall(storage(bad), "1")).toEqual(FRESH_MEMORY);
    expect(recall(storage(bad), "2")).toEqual(FRESH_MEMORY);
    expect(recall(null, "1")).toEqual(FRESH_MEMORY);
    expect(() =>
      remember(
        {
          ...storage(),
          setItem: () => {
            throw new Error("full");
          },
        },
        "1",
        { name: "x" },
      ),
    ).not.toThrow();
  });
});
