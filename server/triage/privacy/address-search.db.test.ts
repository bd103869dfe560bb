import { beforeAll, expect, it } from "vitest";
import type { Role } from "#server/contracts/identity/access.ts";
import { aToken } from "#server/testing/access.ts";
import { serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { insertDeadLetters } from "#server/testing/insert-dead-letters.ts";

const pool = await testDatabase();
const api = await serveApi();
/** The error of dead letter 19 repeats the address; only the payload of 23 contains it. */
const [inError, inPayload] = ["person19@hidden.example", "person23@hidden.example"];
beforeAll(() => insertDeadLetters(pool, 60));

const tokenOf = (role: Role) => aToken(pool, role);

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789.";
const list = async (q: string, headers: Record<string, string>, also = "") => {
  const { status, text } = await api.call("GET", `/api/v1/dead-letters?limit=100&q=${encodeURIComponent(q)}${also}`, {
    headers,
  });
  return { status, ids: status === 200 ? JSON.parse(text).items.map(({ id }: { id: string }) => id) : [] };
};
const auditOf = async (actorId: string) =>
  (
    await pool.query("select action, target_id as target, after from audit_entry where actor_id = $1 order by seq", [
      actorId,
    ])
  ).rows;

it.each(["viewer", "operator", "admin"] as const)(
  "a letter-by-letter search by %s reads nothing of a masked address, in 207 requests",
  async (role) => {
    const { id, headers } = await tokenOf(role);
    let known = "";
    let requests = 0;
    // From both ends: "perso" and a letter, or a letter before what is known and "@hidden".
    const seen = new Set<string>();
    while (requests < 207) {
      for (const letter of alphabet) {
        if (requests === 207) break;
        requests += 1;
        const guess = requests % 2 === 0 ? `${letter}${known}@hidden` : `perso${known}${letter}`;
        seen.add(JSON.stringify(await list(guess, headers)));
      }
      known = inPayload.slice(0, inPayload.indexOf("@")).slice(-Math.ceil(requests / alphabet.length));
    }
    expect(requests).toBe(207);
    expect([...seen], "one and the same answer for right and wrong guesses").toEqual(['{"status":200,"ids":[]}']);
    expect(await auditOf(id)).toEqual([]);
  },
);

it("wildcards, parts and longer values find nothing in the list and the export", async () => {
  const { headers } = await tokenOf("operator");
  for (const guess of [
    "person2_",
    "person%",
    "erson23",
    "person23@hidden",
    "on23@hidden.example",
    "xperson23@hidden.example",
  ]) {
    expect((await list(guess, headers)).ids, guess).toEqual([]);
    const { text } = await api.call("POST", `/api/v1/dead-letters/export?format=jsonl&q=${encodeURIComponent(guess)}`, {
      headers,
    });
    expect(text, guess).toBe("");
  }
});

it("a whole address finds its dead letters with pii.reveal, is audited once, masked, and its next page is not counted", async () => {
  const { id, headers } = await tokenOf("operator");
  for (const address of [inError, inPayload, inPayload.toUpperCase(), inPayload]) {
    expect((await list(address, headers)).ids, address).toHaveLength(1);
  }
  expect(await auditOf(id)).toEqual([
    { action: "personal-data.search", target: "dead-letters", after: { address: "p•••@hidden.example" } },
    { action: "personal-data.search", target: "dead-letters", after: { address: "p•••@hidden.example" } },
  ]);
  const viewer = await tokenOf("viewer");
  for (const address of [inError, inPayload]) expect((await list(address, viewer.headers)).ids).toEqual([]);
  expect(await auditOf(viewer.id)).toEqual([]);
});

it("searches by address share the limit of reveals: the 61st in 15 minutes is 429, in every list and export", async () => {
  const { id, headers } = await tokenOf("operator");
  for (let n = 0; n < 30; n += 1) expect((await list(`guess${n}@hidden.example`, headers)).status).toBe(200);
  const messages = (address: string) =>
    api.call("GET", `/api/v1/messages?address=${encodeURIComponent(address)}`, { headers });
  for (let n = 0; n < 30; n += 1) expect((await messages(`guess${n}@hidden.example`)).status).toBe(200);
  expect((await list("one-more@hidden.example", headers)).status).toBe(429);
  // A refused search is not counted, and the same request is refused again.
  expect((await list("one-more@hidden.example", headers)).status).toBe(429);
  expect((await messages("one-more@hidden.example")).status).toBe(429);
  const file = await api.call("POST", "/api/v1/dead-letters/export?q=one-more@hidden.example", { headers });
  expect(file.status).toBe(429);
  expect(JSON.parse(file.text).type).toBe("/problems/too-many-tries");
  // The next pages of a recent search, and other searches, are not limited.
  expect((await list("guess1@hidden.example", headers)).status).toBe(200);
  expect((await list("Timed out 1", headers)).ids.length).toBeGreaterThan(0);
  expect(await auditOf(id)).toHaveLength(60);
});

it("the explorer searches by whole addresses only, and never for a viewer", async () => {
  const [operator, viewer] = [await tokenOf("operator"), await tokenOf("viewer")];
  for (const part of ["person23", "person23@hidden", "%@hidden.example"]) {
    const path = `/api/v1/messages?address=${encodeURIComponent(part)}`;
    expect((await api.call("GET", path, { headers: operator.headers })).status, part).toBe(422);
  }
  const path = `/api/v1/messages?address=${inPayload}`;
  expect((await api.call("GET", path, { headers: viewer.headers })).status).toBe(403);
  expect((await api.call("GET", path, { headers: operator.headers })).status).toBe(200);
});

it("searches and reveals by all tokens of an account share one limit", async () => {
  const first = await tokenOf("operator");
  const second = await aToken(pool, "operator", { ownerId: first.ownerId });
  for (let n = 0; n < 60; n += 1) {
    const { headers } = n % 2 === 0 ? first : second;
    expect((await list(`guess${n}@hidden.example`, headers)).status).toBe(200);
  }
  expect((await list("guess60@hidden.example", first.headers)).status).toBe(429);
  expect((await list("guess60@hidden.example", second.headers)).status).toBe(429);
});
