import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { asOperator, serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, aProduct } from "#server/testing/factories.ts";
import { aPipeline } from "#server/testing/pipeline.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
const api = await serveApi();
afterAll(pipeline.stop);

/** Replaces curl, which a machine may lack. The shell still quotes and splits the lines of the page. */
const curl = `
  const { argv } = process;
  const sent = { headers: {} };
  let url = "", head = false;
  for (let at = 1; at < argv.length; at += 1) {
    if (argv[at] === "-s") continue;
    else if (argv[at] === "-si") head = true;
    else if (argv[at] === "-X") sent.method = argv[++at];
    else if (argv[at] === "-d") { sent.body = argv[++at]; sent.method ??= "POST"; }
    else if (argv[at] === "-H") { const [, name, value] = /^([^:]+): (.*)$/.exec(argv[++at]); sent.headers[name] = value; }
    else if (argv[at].startsWith("-")) throw new Error("unknown option " + argv[at]);
    else url = "http://" + argv[at];
  }
  const answer = await fetch(url, sent);
  console.log(JSON.stringify({ status: answer.status, etag: head ? answer.headers.get("etag") : null, body: await answer.text() }));`;

const page = readFileSync(new URL("../../docs/api.md", import.meta.url), "utf8");
const [, script = ""] = /## Examples\n.*?```sh\n(.*?)```/s.exec(page) ?? [];
const [assignments = "", ...lines] = script
  .replaceAll("\\\n", "")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));

type Answer = { status: number; etag: string | null; body: string };

async function run(line: string): Promise<Answer> {
  const shell = `curl() { "$NODE" --input-type=module -e "$CURL" -- "$@"; }\n${assignments}\n${line}`;
  const { stdout } = await promisify(execFile)(
    "sh",
    ["-c", shell.replaceAll("localhost:3000", `127.0.0.1:${api.port}`)],
    {
      env: {
        ...process.env,
        NODE: process.execPath,
        CURL: curl,
        API_TOKEN: asOperator.authorization.slice("Bearer ".length),
      },
    },
  );
  return JSON.parse(stdout);
}

test("runs the examples of docs/api.md in order, with values from earlier responses", async () => {
  const product = await aProduct(pool);
  const known = new Map<string, string | number>();
  for (const line of lines) {
    const command = line.replace(/<(\w+)>/g, (_, name: string) => String(known.get(name) ?? `<${name} is unknown>`));
    const { status, etag, body } = await run(command);
    expect(status, `${command}\n${body}`).toBeLessThan(300);
    if (etag) known.set("version", etag.replaceAll('"', ""));
    if (/products$/.test(line)) {
      expect(JSON.parse(body)).toMatchObject({ items: [{ id: product.id }] });
      known.set("product", product.id);
    } else if (line.includes("idempotency-key")) {
      const { orderId, cancelToken } = JSON.parse(body);
      known.set("order", orderId).set("cancelToken", cancelToken);
      // The order's own mail is the first of its sequence, and the one that is refused.
      const { delivery } = await aDeadLetter(pool, pipeline, { orderId });
      known.set("letter", delivery.id);
    } else if (line.includes("correct-recipient")) {
      known.set("number", JSON.parse(body).items.at(-1).number);
    } else if (line.includes("/suggestions")) {
      known.set("suggestion", JSON.parse(body).items[0].id);
    }
  }
  expect(lines.length).toBeGreaterThan(15);
  const { rows } = await pool.query("select action from audit_entry order by at");
  expect(rows.map(({ action }) => action)).toEqual([
    ...["dead-letter.correct-recipient", "dead-letter.replay", "dead-letter.undo"],
    ...["dead-letter.correct-recipient", "dead-letter.edit"],
    ...["dead-letter.correct-recipient", "dead-letter.replay", "dead-letter.undo"],
    ...["dead-letter.discard", "dead-letter.restore", "dead-letter.export", "order.cancel"],
  ]);
});
