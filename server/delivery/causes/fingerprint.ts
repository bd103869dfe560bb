import { createHash } from "node:crypto";
import { replacePersonal } from "#server/delivery/privacy/mask-text.ts";

/** What a death is told apart by. */
export type Death = {
  handler: string;
  failureCode: string;
  error: string | null;
  /** What its message holds about somebody: no part of a title that everybody reads, nor of what tells causes apart. */
  personal?: readonly string[];
};

/** What deaths of one cause have in common. */
export type CauseIdentity = {
  fingerprint: string;
  handler: string;
  failureCode: string;
  errorClass: string | null;
  /** The message without what differs from one message to the next. */
  title: string;
  /** The first stack frame of our own code, as "function (file)", without its line: lines move with every build. */
  frame: string | null;
};

const longestTitle = 300;

type Difference = readonly [RegExp, string];

/**
 * In this order: an address before the numbers in it, a time before its digits. What is put in is never matched again.
 * Repetitions that may begin anywhere are bounded: the time is linear in the length of a text that a mail server chose.
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

/** Codes of SMTP and HTTP say what happened: of 550 and 554 each is its own cause. They stand first or after such words. */
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
 * The cause of a death. Two deaths are of one cause where handler, failure code, error class, message without its varying
 * parts, and first own stack frame are the same. Pure: a new rule here gives new deaths new causes and leaves old ones.
 */
export function fingerprint({ handler, failureCode, error, personal = [] }: Death): CauseIdentity {
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
