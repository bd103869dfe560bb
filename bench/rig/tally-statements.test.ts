import { expect, test } from "vitest";
import { tallyStatements } from "#bench/rig/tally-statements.ts";

const log = (text: string) => `2026-11-25 08:00:00.000 UTC [42] LOG:  ${text}`;

test("every statement counts once: simple, prepared, and one that begins with a line break", async () => {
  const seen = await tallyStatements([
    log("statement: begin"),
    log("execute find_work: select exists"),
    "\t       or exists",
    log("execute <unnamed>: "),
    "\t",
    "\t    WITH due AS (",
    "\t      SELECT 1",
    '2026-11-25 08:00:00.000 UTC [42] DETAIL:  Parameters: $1 = "x"',
    log("statement: begin"),
    log("duration: 3 ms"),
  ]);
  expect([...seen]).toEqual([
    ["begin", 2],
    ["select exists", 1],
    ["WITH due AS (", 1],
  ]);
});

test("a statement whose words are not in the log any more counts all the same", async () => {
  const seen = await tallyStatements([log("execute a: "), log("execute b: "), "\t"]);
  expect([...seen]).toEqual([["(no words)", 2]]);
});

test("of a block that was sent as one text every statement counts", async () => {
  const seen = await tallyStatements([
    log("statement: "),
    "\t      BEGIN;",
    "\t      SET LOCAL lock_timeout = 30000;",
    "\t      UPDATE pgboss.job",
    "\t      SET state = 'failed';",
    "\t      COMMIT;",
    log("statement: select 1;"),
    "\t  ;",
  ]);
  expect([...seen]).toEqual([
    ["BEGIN;", 1],
    ["(further ones of a block)", 3],
    ["select 1;", 1],
  ]);
});
