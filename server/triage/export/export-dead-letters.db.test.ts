import { beforeAll, expect, test } from "vitest";
import { asOperator, serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { anOperator } from "#server/testing/factories.ts";
import { insertDeadLetters } from "#server/testing/insert-dead-letters.ts";
import { exportDeadLetters } from "#server/triage/export/export-dead-letters.ts";

const pool = await testDatabase();
const api = await serveApi();
beforeAll(() => insertDeadLetters(pool, 900));

const download = (query: string) => api.call("POST", `/api/v1/dead-letters/export?${query}`, { headers: asOperator });

test("a file has the filtered rows, masked, and a file name", async () => {
  const { status, headers, text } = await download("format=jsonl&handler=warehouse-webhook");
  expect(status).toBe(200);
  expect(headers["content-disposition"]).toBe('attachment; filename="dead-letters.jsonl"');
  const lines = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const { rows } = await pool.query(
    "select id from delivery where state = 'dead' and handler = 'warehouse-webhook' order by settled_at desc, id desc",
  );
  expect(lines.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
  expect(text).not.toMatch(/person\d/);
  expect(lines[0].payload.email).toBe("p•••@hidden.example");
});

test("CSV has a header, all rows, and no cell that a spreadsheet runs", async () => {
  await pool.query("update delivery set error = '=HYPERLINK(\"http://evil.example\")' where position = 5");
  const { headers, text } = await download("format=csv");
  expect(headers["content-type"]).toBe("text/csv; charset=utf-8");
  const lines = text.split("\r\n");
  expect(lines.length).toBe(1 + 900 + 1);
  expect(text).toContain('"\'=HYPERLINK(""http://evil.example"")"');
  expect(text).not.toMatch(/"[=+@]/);
});

test("an export is audited without its search text", async () => {
  const { headers } = await download("format=csv&q=person19@hidden.example&code=unexpected");
  const { rows } = await pool.query(
    "select action, target_id, after from audit_entry where request_id = $1 order by seq",
    [headers["x-request-id"]],
  );
  expect(rows).toEqual([
    { action: "personal-data.search", target_id: "dead-letters", after: { address: "p•••@hidden.example" } },
    {
      action: "dead-letter.export",
      target_id: "dead-letters",
      after: { format: "csv", filter: { code: "unexpected", q: "(a text)" } },
    },
  ]);
});

test("a huge payload is one line", async () => {
  const huge = "x".repeat(1_000_000);
  await pool.query(
    `update outbox_message m set data = jsonb_build_object('orderId', 'a', 'orderTotal', 1, 'filler', $1::text)
     from delivery d where d.message_id = m.id and d.position in (7, 8, 9)`,
    [huge],
  );
  const { text } = await download("format=jsonl");
  expect(text.trim().split("\n")).toHaveLength(900);
});

test("a truncated file says so in its last line", async () => {
  const asked = {
    filter: {},
    lookup: "masked" as const,
    actor: anOperator,
    requestId: null,
    signal: new AbortController().signal,
  };
  const lines: string[] = [];
  for await (const line of await exportDeadLetters({ ...asked, format: "jsonl", atMost: 250 })) lines.push(line);
  expect(lines).toHaveLength(251);
  expect(JSON.parse(lines.at(-1) ?? "")).toEqual({
    cutOff: "Cut off after 250 rows: there are more. Narrow the filter.",
  });
});
