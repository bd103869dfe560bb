import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { definedStatements } from "#server/platform/database/define-statement.ts";
import { testDatabase } from "#server/testing/database.ts";
import { accepts, arrivesAs, describeStatement } from "#server/testing/describe-statement.ts";

const pool = await testDatabase();
const root = path.resolve(import.meta.dirname, "../../..");

const files = globSync("{server,workers}/**/*.ts", { cwd: root })
  .filter((file) => !/\.test\.ts$/.test(file))
  .filter((file) => /= defineStatement(Builder)?[(<]/.test(readFileSync(path.join(root, file), "utf8")));
for (const file of files) await import(pathToFileURL(path.join(root, file)).href);

const client = await pool.connect();
afterAll(() => client.release());

/** The faults of a row, column by column; empty where the database returns its columns and types. */
async function faults(text: string, row: z.ZodObject): Promise<string[]> {
  const columns = await describeStatement(client, text);
  const described = new Set(columns.map(({ name }) => name));
  return [
    ...columns.flatMap((column) => {
      const field = row.shape[column.name];
      if (field === undefined) return [`${column.name} is not in the row`];
      const arrives = arrivesAs(column);
      return accepts(field, arrives) ? [] : [`${column.name} arrives as ${arrives}`];
    }),
    ...Object.keys(row.shape)
      .filter((name) => !described.has(name))
      .map((name) => `${name} is not returned`),
  ];
}

describe("SQL statements", () => {
  it.each(definedStatements().map(({ name, texts, row }) => ({ name, texts, row })))(
    "$name returns the columns and types of its row",
    async ({ texts, row }) => {
      for (const text of texts) expect(await faults(text, row), text).toEqual([]);
    },
  );

  it("have unique names", () => {
    const names = definedStatements().map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it("fail this test with a wrong name, a wrong type, or a missing or extra column", async () => {
    const text = "select 1 as one, 'b' as two, now() as three, array['a'] as four";
    const row = z.object({ one: z.int(), two: z.string(), three: z.date(), four: z.array(z.string()) });
    expect(await faults(text, row)).toEqual([]);
    expect(await faults(text, row.extend({ one: z.string() }))).toEqual(["one arrives as number"]);
    expect(await faults(text, row.extend({ five: z.string() }))).toEqual(["five is not returned"]);
    expect(await faults(text, row.omit({ three: true }))).toEqual(["three is not in the row"]);
    expect(await faults(text, row.extend({ four: z.array(z.int()) }))).toEqual(["four arrives as string[]"]);
  });
});
