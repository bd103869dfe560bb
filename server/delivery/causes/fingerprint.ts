import { createHash } from "node:crypto";
import { replacePersonal } from "#server/delivery/privacy/mask-text.ts";

/** The parts of a failure that its cause is computed from. */
export type Failure = {
  handler: string;
  failureCode: string;
  error: string | null;
  /** Personal data of the message, which is kept out of the title and the fingerprint. */
  personal?: readonly string[];
};

/** The parts that all failures of one cause have in common. */
export type CauseIdentity = {
  fingerprint: string;
  handler: string;
  failureCode: string;
  errorClass: string | null;
  /** The message without its parts that vary from message to message. */
  title: string;
  /** The first stack frame of our own code, as "function (file)", without its line number, which changes with every build. */
  frame: string | null;
};

const longestTitle = 300;

type Difference = readonly [RegExp, string];

/**
 * In this order: an address before the numbers in it, a time before its digits. Replacements are never matched again.
 * Repetitions are bounded, so the time is linear in the length of a text that a mail server chose.
 */
const differences: readonly [Difference, ...Difference[]] = [
  [/[\w.+%!'*/=?^`{|}~-]{1,64}@[\w-]+(?:\.[\w-]+)*/g, "<address>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<id>"],
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?\b/g, "<time>"],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, "<host>"],
  [/\b\d\d:\d\d:\d\d(?:\.\d+)?\b/g, "<time>"],
  [/(?<![\w:])(?=[0-9a-f:]*\d)\[?(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}\]?(?::\d+)?/gi, "<host>"],
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b/gi, "<id>"],
  [/"[^"\n]{1,200}"|“[^”\n]{1,200}”/g, "<text>"],
];

/** Codes of SMTP and HTTP are kept: 550 and 554 are separate causes. They are at the start or after such words. */
const codes = /(^|: |\b(?:answered|status|code|HTTP) )([1-5]\d\d)(?=[ -]|$)([ -][245]\.\d{1,3}\.\d{1,3}(?![\d.]))?/g;

function normalise(message: string, personal: readonly string[]): string {
  const kept: string[] = [];
  const held = message.replace(/\s+/g, " ").replace(codes, (_, before: string, code: string, enhanced = "") => {
    kept.push(`${code}${enhanced}`);
    return `${before}\ue000`;
  });
  const [[address, addressName], ...others] = differences;
  const nameless = replacePersonal(held.replace(address, addressName), personal, () => "<text>");
  const plain = others.reduce((text, [pattern, name]) => text.replace(pattern, name), nameless);
  return plain
    .replace(/(?<![\w<])[+-]?\d+(?:[.,]\d+){0,20}(?![\w>])|\d{3,}/g, "<n>")
    .replace(/\ue000/g, () => kept.shift() ?? "")
    .trim()
    .slice(0, longestTitle);
}

const ownFolder = /(?:^|[/\\])((?:server|workers)[/\\][^:()]+\.tsx?)/;

function ownFrame(stack: readonly string[]): string | null {
  for (const line of stack) {
    if (line.includes("node_modules") || line.includes("node:")) continue;
    const file = ownFolder.exec(line)?.[1]?.replaceAll("\\", "/");
    if (!file) continue;
    const name = /^\s*at (?:async )?(?:new )?([\w$.<>#\s[\]]+?) \(/.exec(line)?.[1];
    return name ? `${name} (${file})` : file;
  }
  return null;
}

/**
 * The cause of a failure: the same for the same handler, failure code, error class, normalised message and first own stack
 * frame. Pure. A changed rule gives new failures new causes and leaves old ones.
 */
export function fingerprint({ handler, failureCode, error, personal = [] }: Failure): CauseIdentity {
  const lines = (error ?? "").split("\n");
  const start = lines.findIndex((line) => /^\s+at /.test(line));
  const message = (start < 0 ? lines : lines.slice(0, start)).join(" ");
  const frame = start < 0 ? null : ownFrame(lines.slice(start));
  const [, errorClass = null, rest = message] =
    /^(?:Uncaught )?([A-Z]\w*(?:Error|Exception)): ?(.*)$/s.exec(message) ?? [];
  const title = normalise(rest, personal) || errorClass || "No error was recorded";
  const identity = [handler, failureCode, errorClass, title, frame];
  const hash = createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 16);
  return { fingerprint: hash, handler, failureCode, errorClass, title, frame };
}
