import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPersonName, maxNameLength, personName } from "#server/contracts/person-name.ts";

describe("a person's name", () => {
  it.each([
    ...["J. R. Smith", "J.R. Smith", "J.R.Smith", "O'Neil", "O’Neil", "Anne-Marie", "Jean-Luc Picard, Jr.", "St. John"],
    ...[
      "Ph.D",
      "Zoë 🧑‍🚀",
      "Ада Лавлейс",
      "李小龍",
      "김민준",
      "אדה לאבלייס",
      "عائشة",
      "भीमराव",
      "สมชาย",
      "Ǆ",
      "X Æ A-12",
      "7",
    ],
    ...["می‌خواهم", "e\u0301lodie", "Smith/Jones", "Maria da Silva (Mia)", "Mr. T", "d'Artagnan", "C. de la Cruz"],
  ])("accepts %s", (name) => {
    expect(personName.safeParse(name)).toMatchObject({ success: true, data: name });
  });

  it.each([
    ...["https://evil.example", "You won http://evil.example/x", "ftp://x", "www.evil", "WWW.Evil.Com", "evil.com"],
    ...["Evil.Com", "t.co", "t.me/abc", "T.ME/abc", "click evil.com now", "pay@evil.example", "10.0.0.1", "пример.рф"],
    ...[
      "evil。com",
      "evil．com",
      "ev\u200bil.c\u2060om",
      "h\u200bttps:/\u200b/x",
      "evil.xn--p1ai",
      "ｅｖｉｌ．ｃｏｍ",
      "evil․com",
    ],
    ...["x.evil.museum", "St.John"],
  ])("%s is refused: it contains a web address", (name) => {
    expect(personName.safeParse(name).error?.issues.map(({ message }) => message)).toEqual([
      "must not contain a web address; put a space after a full stop",
    ]);
  });

  it.each([
    ["a\u202Eb", /reading direction/],
    ["a\u2066b", /reading direction/],
    ["a\nb", /control characters/],
    ["a\u0000b", /control characters/],
    ["\u200b", /visible character/],
    [" ", /empty/],
    ["x".repeat(maxNameLength + 1), /at most 80/],
  ])("refuses %j", (name, message) => {
    expect(personName.safeParse(name).error?.issues[0]?.message).toMatch(message);
  });

  const letters = ["abcéßøłž", "АБвгдж", "αβγΔ", "אבגד", "عربية", "李小龍王", "김민준", "भारत", "สมชาย", "あいうアイ"];
  const word = fc
    .constantFrom(...letters)
    .chain((alphabet) => fc.array(fc.constantFrom(...alphabet), { minLength: 1, maxLength: 8 }))
    .map((some) => some.join(""))
    // A vowel sign alone is invisible.
    .filter((text) => /^\p{L}/u.test(text));
  const between = fc.constantFrom(" ", "-", "'", "’", ". ", ", ", " & ", " (", "-");
  const name = fc
    .tuple(word, fc.array(fc.tuple(between, word), { maxLength: 5 }))
    .map(([first, rest]) => [first, ...rest.flat()].join(""));

  it("may be written in any script, with initials, hyphens and apostrophes", () => {
    fc.assert(
      fc.property(name, (text) => {
        expect(isPersonName(text), text).toBe(true);
      }),
    );
  });

  it("never contains a web address, in any context", () => {
    const address = fc.oneof(
      fc.webUrl({ size: "xsmall" }),
      fc.domain(),
      fc.constantFrom("www.evil", "evil.com", "EVIL.COM"),
    );
    fc.assert(
      fc.property(word, address, word, (before, url, after) => {
        fc.pre(url.length <= maxNameLength - 20);
        expect(isPersonName(`${before} ${url} ${after}`), url).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});
