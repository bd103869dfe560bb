import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJsonFault } from "#server/http/request/find-json-fault.ts";

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe("findJsonFault", () => {
  it("finds nothing in what JSON.stringify writes, indented or not", () => {
    const shallow = fc.json({ maxDepth: 8 });
    fc.assert(
      fc.property(shallow, fc.nat(4), (text, indent) => {
        const again = JSON.stringify(JSON.parse(text), null, indent);
        expect(findJsonFault(again, 32)).toBeNull();
      }),
    );
  });

  it("agrees with JSON.parse on damaged texts, but for keys given twice", () => {
    const damaged = fc
      .tuple(
        fc.json({ maxDepth: 4 }),
        fc.nat(60),
        fc.constantFrom("", '"', "{", "}", "]", ",", ":", "0", "\\", "\n", "e", "-", ".", "\u0001", "tru"),
      )
      .map(([text, at, junk]) => text.slice(0, at) + junk + text.slice(at + 1));
    fc.assert(
      fc.property(damaged, (text) => {
        const fault = findJsonFault(text, 32);
        if (fault?.reason.includes("given twice")) return;
        expect(fault === null).toBe(parses(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["", 0, "the text ends too early"],
    ['{"a":1', 6, "the text ends too early"],
    ['{"a":1}}', 7, "something follows the end of the value"],
    ['{"a":}', 5, "a value was expected"],
    ['{"a" 1}', 5, "a colon was expected"],
    ["{a:1}", 1, "a key in double quotes was expected"],
    ['{"a":1,}', 7, "a key in double quotes was expected"],
    ["[1,]", 3, "a value was expected"],
    ["[1 2]", 3, "a comma or the end of the object or array was expected"],
    ["[1}", 2, "a comma or the end of the object or array was expected"],
    ["NaN", 0, "a value was expected"],
    ["01", 1, "something follows the end of the value"],
    ['"a\nb"', 0, "a string is not ended or not escaped"],
    ['"\\x"', 0, "a string is not ended or not escaped"],
    ['{"a":1,"\\u0061":2}', 7, 'the key "a" is given twice'],
  ])("says of %j that at %i %s", (text, position, reason) => {
    expect(findJsonFault(text, 32)).toEqual({ position, reason });
  });

  it("allows one key in two objects", () => {
    expect(findJsonFault('[{"a":1},{"a":{"a":2}}]', 32)).toBeNull();
  });

  it("allows 32 levels and refuses 33", () => {
    const nested = (levels: number) => `${"[".repeat(levels)}1${"]".repeat(levels)}`;
    expect(findJsonFault(nested(32), 32)).toBeNull();
    expect(findJsonFault(nested(33), 32)).toEqual({ position: 32, reason: "values are nested deeper than 32 levels" });
  });

  it("stays linear on 256 KB of escapes that never end", () => {
    expect(findJsonFault(`"${"\\n".repeat(128 * 1024)}`, 32)?.reason).toBe("a string is not ended or not escaped");
    expect(findJsonFault(`["${"\\n".repeat(128 * 1024)}"]`, 32)).toBeNull();
  });
});
