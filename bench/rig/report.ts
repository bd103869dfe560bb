import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type pg from "pg";
import type { Verdict } from "#bench/rig/judge-mails.ts";

export type Row = { what: string; found: string | number; wanted: string; holds: boolean };

/** Counts open work: messages to relay and deliveries that are not settled. */
export async function openCount(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ open: number }>(
    `select (select count(*) from outbox_pending)::int
          + (select count(*) from delivery where settled_at is null)::int as open`,
  );
  return rows[0]?.open ?? 0;
}

/** A row for a count that must be 0. */
export const none = (what: string, found: number): Row => ({ what, found, wanted: "0", holds: found === 0 });

export const mailRows = (verdict: Verdict & { stuck: number }, recoverySeconds: number): Row[] => [
  none("messages lost", verdict.lost),
  none("valid addresses that are dead-lettered with attempts left", verdict.deadForNothing),
  {
    what: "valid addresses that were in flight at a kill in every attempt, and are dead letters",
    found: verdict.deadByDeaths,
    wanted: "any",
    holds: true,
  },
  none("mails without a message, or under another Message-ID", verdict.phantom),
  none("orders whose mails were swapped", verdict.swapped),
  { what: "further copies", found: verdict.extra, wanted: "any, each explained", holds: true },
  none("further copies that no lost attempt explains", verdict.unexplained),
  none(`still open ${recoverySeconds} s after the last fault`, verdict.stuck),
];

type Report = {
  name: string;
  title: string;
  rows: readonly Row[];
  /** With `messages`, the verdict says what their number proves. */
  facts: Record<string, string | number>;
  /** Only a run at full size is stored, in docs/proof/<name>.md; a smaller one is printed. */
  isFullSize: boolean;
};

/** Prints and stores the verdict. Returns whether all of it held. */
export function report({ name, title, rows, facts, isFullSize }: Report): boolean {
  const held = rows.every(({ holds }) => holds);
  const text = [
    `# ${title}`,
    "",
    `${held ? "Held" : "BROKEN"}. Repeat it with \`npm run prove -- ${name} --seed ${facts.seed}\` (the plan of the faults is the seed's; the moments are the machine's).`,
    "",
    "| what | found | wanted |",
    "|---|---|---|",
    ...rows.map(({ what, found, wanted }) => `| ${what} | ${found} | ${wanted} |`),
    "",
    ...Object.entries(facts).map(([fact, value]) => `- ${fact}: ${value}`),
    "",
    ...(facts.messages === undefined
      ? []
      : [
          `No loss in ${facts.messages} messages bounds the rate of loss below 3/${facts.messages} (95 %, rule of three).`,
          "",
        ]),
  ].join("\n");
  if (isFullSize) {
    const folder = path.resolve(import.meta.dirname, "../../docs/proof");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `${name}.md`), text);
  }
  console.log(text);
  return held;
}
