/** The fault of a JSON text, and its position. */
export type JsonFault = { position: number; reason: string };

type Expected = "value" | "value or ]" | "key" | "key or }" | "colon" | "comma or end" | "nothing";

const whitespace = /[ \t\n\r]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids raw control characters in strings
const string = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const scalar = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y;

function endOf(token: RegExp, text: string, position: number): number {
  token.lastIndex = position;
  return token.test(text) ? token.lastIndex : -1;
}

/**
 * The first fault of a JSON text in one linear pass without recursion: syntax, nesting deeper than `maxDepth`, or a key
 * that one object names twice. Runs before JSON.parse, which recurses, keeps the last of two keys and often gives no position.
 */
export function findJsonFault(text: string, maxDepth: number): JsonFault | null {
  /** One entry per open container: the keys seen so far of an object, null for an array. */
  const open: (Set<string> | null)[] = [];
  let expected: Expected = "value";
  let position = 0;
  const fault = (reason: string): JsonFault => ({ position, reason });

  for (;;) {
    position = endOf(whitespace, text, position);
    const character = text[position];
    if (character === undefined) return expected === "nothing" ? null : fault("the text ends too early");
    const container = open.at(-1);

    const closes = (character === "}" && container instanceof Set) || (character === "]" && container === null);
    if (closes && (expected === "comma or end" || expected === "key or }" || expected === "value or ]")) {
      open.pop();
      position += 1;
      expected = open.length === 0 ? "nothing" : "comma or end";
      continue;
    }

    switch (expected) {
      case "nothing":
        return fault("something follows the end of the value");
      case "comma or end":
        if (character !== ",") return fault("a comma or the end of the object or array was expected");
        position += 1;
        expected = container ? "key" : "value";
        break;
      case "colon":
        if (character !== ":") return fault("a colon was expected");
        position += 1;
        expected = "value";
        break;
      case "key":
      case "key or }": {
        const end = endOf(string, text, position);
        if (end < 0) return fault("a key in double quotes was expected");
        // Decoded, because "a" and "\u0061" are the same key.
        const key = String(JSON.parse(text.slice(position, end)));
        if (container?.has(key)) return fault(`the key ${JSON.stringify(key.slice(0, 60))} is given twice`);
        container?.add(key);
        position = end;
        expected = "colon";
        break;
      }
      default: {
        if (character === "{" || character === "[") {
          if (open.length === maxDepth) return fault(`values are nested deeper than ${maxDepth} levels`);
          open.push(character === "{" ? new Set() : null);
          position += 1;
          expected = character === "{" ? "key or }" : "value or ]";
          break;
        }
        const end = endOf(character === '"' ? string : scalar, text, position);
        if (end < 0) return fault(character === '"' ? "a string is not ended or not escaped" : "a value was expected");
        position = end;
        expected = open.length === 0 ? "nothing" : "comma or end";
      }
    }
  }
}
