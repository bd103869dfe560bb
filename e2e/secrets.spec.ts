import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { accountMailsTo, expect, mailTimeout, paceOf, signInAsAdmin, test } from "./fixtures.ts";

// Runs after most of the suite (files run by name), so that its logs cover everything.
const logs = (process.env.E2E_LOGS ?? "").split(path.delimiter);
const bundles = path.resolve(import.meta.dirname, "..", ".next", "static");
const textsIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ file, text: readFileSync(file, "utf8") }));

test("no password, token, session or customer address is in a log, page, response or bundle", async ({
  page,
  browser,
  baseURL,
  store,
}) => {
  const [password, wrong] = [randomBytes(9).toString("hex"), randomBytes(9).toString("hex")];
  const database = new URL(process.env.E2E_DATABASE_URL ?? "");
  const secrets = new Map([
    ["the password", password],
    ["a wrong password", wrong],
    ["the environment's token", process.env.E2E_API_TOKEN ?? ""],
    ["the database's password", decodeURIComponent(database.password)],
  ]);
  const told: { file: string; text: string }[] = [];
  const api = async (from: typeof page, method: string, pathname: string, data?: object, headers = {}) => {
    const answer = await from.request.fetch(pathname, { method, data, headers });
    told.push({ file: `${method} ${pathname}`, text: await answer.text() });
    return answer;
  };

  await signInAsAdmin(page);
  const person = store.address("canary-");
  expect((await api(page, "POST", "/api/v1/users", { name: "Cay Nary", email: person, role: "admin" })).status()).toBe(
    201,
  );
  await expect
    .poll(async () => (await accountMailsTo(page, person)).length, { timeout: mailTimeout * 2 * (await paceOf(store)) })
    .toBe(1);
  const link = /choose-password#([\w-]+)/.exec((await accountMailsTo(page, person))[0]?.text ?? "")?.[1] ?? "";
  secrets.set("the link's token", link);
  const context = await browser.newContext({ baseURL });
  const cay = await context.newPage();
  expect((await api(cay, "POST", "/api/v1/password/by-link", { token: link, password })).status()).toBe(200);
  expect((await api(cay, "POST", "/api/v1/session", { email: person, password: wrong })).status()).toBe(401);
  expect((await api(cay, "POST", "/api/v1/session", { email: person, password })).status()).toBe(201);
  for (const broken of [`{"email":"${person}","password":"${password}`, `{"password":"${password}","${password}":1}`]) {
    const answer = await cay.request.post("/api/v1/session", {
      headers: { "content-type": "application/json" },
      data: broken,
    });
    told.push({
      file: "a broken sign-in",
      text: (await answer.text()).replaceAll(`/${password}`, "/the name of a field"),
    });
  }
  for (const { name, value } of await context.cookies()) secrets.set(`the cookie ${name}`, value);
  const made = await (await cay.request.post("/api/v1/tokens", { data: { name: "canary", role: "operator" } })).json();
  secrets.set("a new token", made.token);
  await api(cay, "GET", "/api/v1/dead-letters", undefined, { authorization: `Bearer ${made.token}x` });

  // A 500 whose error quotes the row, like PostgreSQL's.
  const customer = store.address("canary-500-");
  const client = new pg.Client({ connectionString: database.href });
  await client.connect();
  await client.query(`create function break_order() returns trigger language plpgsql as $$ begin
    if new.email like 'canary-500-%' then
      raise exception 'order of % fails', new.email using errcode = '22003', detail = 'Failing row contains ' || new::text;
    end if; return new; end $$`);
  await client.query(
    "create trigger break_order before insert on customer for each row execute function break_order()",
  );
  const [product] = (await (await store.request.get("/api/v1/products")).json()).items;
  const order = {
    customer: { name: "Zebedee Quagmire", email: customer },
    items: [{ productId: product.id, quantity: 1 }],
  };
  const failed = await api(page, "POST", "/api/v1/orders", order);
  await client.query("drop function break_order() cascade");
  await client.end();
  expect(failed.status()).toBe(500);

  const dead = await store.deadLetterOf(await store.placeOrder(store.address("bounce+")));
  const paths = ["/", "/ops", "/ops/dead-letters", `/ops/dead-letters/${dead.id}`, "/ops/audit", "/ops/settings"];
  paths.push("/ops/settings/people", "/ops/settings/tokens", "/sign-in", `/orders/${dead.orderId}`);
  for (const one of [...paths, "/api/v1/tokens", "/api/v1/users", "/api/v1/me", "/api/v1/audit", "/api/openapi.json"]) {
    await api(cay, "GET", one);
  }
  await context.close();

  expect([...secrets].filter(([, secret]) => secret.length < 16)).toEqual([]);
  const written = logs.flatMap(textsIn);
  expect(written.map(({ file }) => path.basename(file)).sort()).toEqual(
    expect.arrayContaining(["web.log", "worker.log"]),
  );
  const static_ = textsIn(bundles);
  expect(static_.length).toBeGreaterThan(10);
  for (const { file, text } of [...written, ...static_, ...told]) {
    const found = [...secrets].filter(([, secret]) => text.includes(secret)).map(([name]) => name);
    expect(found, `in ${path.basename(file)}`).toEqual([]);
  }
  // All customers of the suite have such an address.
  for (const { file, text } of written) {
    const lines = text.split("\n").filter((line) => /[\w+-]@example\.com|Zebedee|Quagmire|Lovelace/.test(line));
    expect(lines, path.basename(file)).toEqual([]);
  }
  const web = written.filter(({ file }) => file.endsWith("web.log")).map(({ text }) => text);
  expect(web.join(), "the 500 is in the log, by its request id").toContain(failed.headers()["x-request-id"]);
});
