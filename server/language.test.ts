import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

// One word per thing, the one that an on-call engineer knows. The banned term is on the left, the standard one on the right.
// Words that are columns, fields of the API or identifiers are banned in prose only.
const root = path.resolve(import.meta.dirname, "..");

/** Banned anywhere, with the standard term. */
const phrases: [RegExp, string][] = [
  [/(?<!["-])\b(whoever|somebody|nobody|everybody|anybody)\b/i, "operator, user, recipient, any or no"],
  [/\bput(s|ting)? (it |them |one )?away\b/i, "discard"],
  [/\b(bring|brings|bringing|brought) (it |them |one |a \w+ |what \w+ )?back\b/i, "restore or replay"],
  [/\b(let|lets|letting) (it |them |him |her )?go\b/i, "release or unblock"],
  [/(?<!\bis )\bon its way\b/i, "in flight"],
  [/\b(in hand|under way)\b/i, "in flight, active or running"],
  [/\bnone waits?\b/i, "no deliveries waiting"],
  [/\blook(s|ed|ing)? after\b/i, "assignee or acknowledge"],
  [/\btake it\b/i, "assign to me"],
  [/\bon record\b/i, "audited"],
  [/\bthe other side\b/i, "destination"],
  [/\bst(and|ands|ood|anding) before\b/i, "precede or block"],
  [/\bonce more\b/i, "again"],
  [/\bwait(s|ing)? for a hand\b|\bno hand is\b/i, "need action"],
  [/\bas the system\b(?!'s)/i, "system theme"],
  [/\bthe same as a table\b/i, "table view"],
  [/\bwhat happened\b|\bwhat was done\b|\bwho did what\b/i, "activity or audit log"],
  [/\b(dead|dies|died) of\b/i, "failure cause"],
  [/\bspent\b.*\b(try|tries|attempts?)\b|\b(try|tries|attempts?)\b.*\bspent\b/i, "retries exhausted"],
];

/** Banned in comments, Markdown and test titles. */
const prose: [RegExp, string][] = [
  [
    /\b(a|an|one|each|every|last|first|next|second|third|no|the|its|this|that|failed|other|another|per) try\b/i,
    "attempt",
  ],
  [/(?<!")\btries\b(?!")/i, "attempts, or retries as a verb"],
  [/(?<!")\b(died|dies|deaths?)\b(?!")/i, "failed or dead-lettered"],
  [/\b(births?|born)\b/i, "created"],
  [/\bmend(s|ed|ing)?\b/i, "repair"],
  [/\bcondemn(s|ed)?\b/i, "mark for dead-lettering"],
  [/\bspared\b/i, "probe failed"],
  [/\b(own|its|their|whole|same|the) budgets?\b/i, "retry limit"],
  [/\b(last|young|old|a|its|no|the|each|every|first|next|own|of) beats?\b/i, "heartbeat"],
  [/\bhands\b/i, "concurrency or in flight"],
  [/(?:\/\/|\/\*\*|^\s*\*|--|^#+|^- |^\| )\s*(What|Who|Whoever)\b/, "a noun"],
];

const files = globSync(
  "{*,{app,bench,components,docs,e2e,ops,prisma,scripts,server,workers}/**/*}.{ts,tsx,mjs,md,sql,yml,prisma}",
  {
    cwd: root,
    exclude: (name) => /(^|\/)(node_modules|generated|migrations|\.next|\.data)(\/|$)/.test(name),
  },
).filter((file) => !/^(server\/language\.test|scripts\/postgres-account)\.ts$/.test(file)); // Root runs PostgreSQL as `nobody`.

const isProse = (file: string, line: string) =>
  file.endsWith(".md") || /^\s*(\/\/|\/?\*|--|#)|\s\/\/ |^\s*(it|test|describe)[\w.]*\(/.test(line);

/** Code in backticks and links name identifiers, not things. */
const textOf = (line: string) => line.replace(/`[^`]*`|\[[\w.-]+\]\([^)]*\)|\]\([^)]*\)/g, "");

function faultsOf(file: string): string[] {
  return readFileSync(path.join(root, file), "utf8")
    .split("\n")
    .flatMap((line, index) => {
      const rules = isProse(file, line) ? [...phrases, ...prose] : phrases;
      const text = file.endsWith(".md") || isProse(file, line) ? textOf(line) : line;
      return rules
        .filter(([banned]) => banned.test(text))
        .map(([banned, say]) => `${file}:${index + 1}: "${banned.exec(text)?.[0].trim()}", say: ${say}`);
    });
}

it("uses the standard terms", () => {
  const faults = files.flatMap(faultsOf);
  expect(faults.join("\n")).toBe("");
});
