import { anAccount, send, signInAs, textOf } from "#bench/attacks/an-account.ts";
import { defineAttack, type Target } from "#bench/attacks/define-attack.ts";
import { none, type Row } from "#bench/rig/report.ts";

const bearer = (secret: string) => ({ headers: { authorization: `Bearer ${secret}` } });
const name = "attack";

/** Requests that are answered with success, of those that must be refused. */
async function accepted(target: Target, secret: string, requests: readonly [string, string, unknown?][]) {
  let count = 0;
  for (const [method, path, json] of requests) {
    const { status } = await send(target, method, path, { ...bearer(secret), ...(json === undefined ? {} : { json }) });
    if (status < 400) count += 1;
  }
  return count;
}

async function run(target: Target): Promise<Row[]> {
  const admin = { headers: { cookie: target.cookies.admin } };
  const account = await anAccount(target, "admin");
  const cookie = await signInAs(target, account);
  const create = (headers: Record<string, string>, json: object) =>
    send(target, "POST", "/api/v1/tokens", { headers, json: { name, ...json } });
  const change = (json: object) => send(target, "PATCH", `/api/v1/users/${account.id}`, { ...admin, json });

  const first = await create({ cookie }, { role: "admin" });
  const secret = textOf(first, "token");
  const expires: unknown =
    first.body !== null && typeof first.body === "object" && Reflect.get(first.body, "expiresAt");
  const child = textOf(await create(bearer(secret).headers, { role: "admin" }), "token");

  const narrow = await create({ cookie }, { role: "admin", scopes: ["users.read", "tokens.manage"] });
  const beyond = await accepted(target, textOf(narrow, "token"), [
    ["GET", "/api/v1/pipeline"],
    ["GET", "/api/v1/audit"],
    ["GET", "/api/v1/inbox"],
    ["POST", "/api/v1/tokens", { name, role: "viewer" }],
    ["POST", `/api/v1/tokens/${textOf(first, "id")}/rotate`, {}],
    ["POST", "/api/v1/users", { name: "Eve", email: "eve@example.com", role: "admin" }],
  ]);

  const rotating = await create({ cookie }, { role: "viewer" });
  const rotate = `/api/v1/tokens/${textOf(rotating, "id")}/rotate`;
  const stolen = (await send(target, "POST", rotate, { ...admin, json: {} })).status < 400 ? 1 : 0;
  await send(target, "POST", rotate, { headers: { cookie }, json: { overlapHours: 0 } });
  const old = await accepted(target, textOf(rotating, "token"), [["GET", "/api/v1/me"]]);

  await change({ role: "operator" });
  const demoted = await accepted(target, secret, [
    ["GET", "/api/v1/me"],
    ["GET", "/api/v1/users"],
  ]);
  await change({ role: "admin" });
  await change({ disabled: true });
  const requests: [string, string, unknown?][] = [
    ["GET", "/api/v1/me"],
    ["GET", "/api/v1/users"],
    ["POST", "/api/v1/tokens", { name, role: "admin" }],
  ];
  const disabled = (await accepted(target, secret, requests)) + (await accepted(target, child, requests));
  await change({ disabled: false });
  const back = await accepted(target, secret, requests);
  await change({ disabled: true });

  return [
    none("requests accepted from tokens of a disabled admin, and of a token that one created", disabled),
    none("requests accepted from a revoked token after its owner was enabled again", back),
    none("requests accepted from an admin token of a demoted owner", demoted),
    none("requests accepted beyond the scopes of a token", beyond),
    none("tokens of another account that an admin rotated, and so took over", stolen),
    none("requests accepted with the old secret after a rotation without overlap", old),
    none("tokens that never expire without an explicit choice", typeof expires === "string" ? 0 : 1),
  ];
}

/** A disabled admin's token still listed users and created tokens. */
export const tokens = defineAttack({ name: "tokens", title: "Tokens outlive their maker", run });
