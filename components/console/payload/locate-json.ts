import { jsonPointer } from "#server/contracts/json-pointer.ts";

/** Parsed JSON with the line of every value, from 1, or the first error. */
export type JsonText =
  | { ok: true; value: unknown; lines: ReadonlyMap<string, number>; ranges: ReadonlyMap<string, JsonRange> }
  | { ok: false; line: number; at: number; message: string };

/** Text offsets of a value, and of its field name if it has one. */
export type JsonRange = { from: number; to: number; name: { from: number; to: number } | null };

class JsonFault extends Error {
  readonly line: number;
  readonly at: number;
  constructor(line: number, at: number, message: string) {
    super(message);
    this.line = line;
    this.at = at;
  }
}

/** Parses JSON with the position of every value, by pointer. JSON.parse has no positions, and hides duplicate keys. */
export function locateJson(text: string): JsonText {
  const lines = new Map<string, number>();
  const ranges = new Map<string, JsonRange>();
  let at = 0;
  let line = 1;

  const fail = (message: string): never => {
    throw new JsonFault(line, at, message);
  };

  function space() {
    while (/[ \t\r\n]/.test(text[at] ?? "")) {
      if (text[at] === "\n") line += 1;
      at += 1;
    }
  }

  function token(pattern: RegExp): string | null {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  }

  function string(): string {
    const found = token(/"(?:[^"\\\n]|\\.)*"/y) ?? fail('a closing " is missing');
    try {
      return JSON.parse(found) as string;
    } catch {
      return fail("this string contains a character that JSON does not allow");
    }
  }

  function members(pointer: string): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    at += 1;
    space();
    while (text[at] !== "}") {
      if (entries.size > 0) comma("}");
      if (text[at] !== '"') fail('a field name in "double quotes" is expected');
      const start = at;
      const key = string();
      const name = { from: start, to: at };
      if (entries.has(key)) fail(`duplicate key "${key}"`);
      space();
      if (text[at] !== ":") fail(`a : is expected after "${key}"`);
      at += 1;
      entries.set(key, value(pointer + jsonPointer([key]), name));
      space();
    }
    at += 1;
    return Object.fromEntries(entries);
  }

  function elements(pointer: string): unknown[] {
    const items: unknown[] = [];
    at += 1;
    space();
    while (text[at] !== "]") {
      if (items.length > 0) comma("]");
      items.push(value(`${pointer}/${items.length}`));
      space();
    }
    at += 1;
    return items;
  }

  function comma(end: string) {
    if (text[at] !== ",") fail(`a , or ${end} is expected`);
    at += 1;
    space();
    if (text[at] === end) fail("a trailing comma is not allowed");
  }

  function value(pointer: string, name: JsonRange["name"] = null): unknown {
    space();
    lines.set(pointer, line);
    const from = at;
    const found = valueHere(pointer);
    ranges.set(pointer, { from, to: at, name });
    return found;
  }

  function valueHere(pointer: string): unknown {
    const first = text[at] ?? "";
    if (first === "{") return members(pointer);
    if (first === "[") return elements(pointer);
    if (first === '"') return string();
    const word = token(/true|false|null/y) ?? token(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    return word === null ? fail(first === "" ? "unexpected end of the text" : "a value is expected") : JSON.parse(word);
  }

  try {
    const whole = value("");
    space();
    if (at < text.length) fail("unexpected text after the end of the JSON value");
    return { ok: true, value: whole, lines, ranges };
  } catch (error) {
    if (error instanceof JsonFault) return { ok: false, line: error.line, at: error.at, message: error.message };
    throw error;
  }
}
