import { request } from "node:http";
import pg from "pg";
import { defineAttack, type Target } from "#bench/attacks/define-attack.ts";
import { none, type Row } from "#bench/rig/report.ts";
import { roles } from "#server/contracts/identity/access.ts";

/** One request with this Host header, which fetch does not allow to set. */
function send(
  origin: string,
  method: string,
  path: string,
  { host, cookie, json }: { host?: string; cookie?: string; json?: unknown } = {},
): Promise<{ status: number; setCookie: string; text: string }> {
  const { hostname, port, host: own } = new URL(origin);
  const body = json === undefined ? undefined : JSON.stringify(json);
  const headers = {
    host: host ?? own,
    ...(cookie === undefined ? {} : { cookie }),
    ...(body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, method, path, headers, agent: false, timeout: 5_000 }, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      incoming.on("end", () =>
        resolve({ status: incoming.statusCode ?? 0, setCookie: String(incoming.headers["set-cookie"] ?? ""), text }),
      );
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error("no answer within 5 s"))).on("error", reject);
    outgoing.end(body);
  });
}

/** Requests under a Host that is not the server's own and that were served. */
async function foreignHostsLetIn({ origin }: Target): Promise<Row[]> {
  const foreign = ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "shop.example.com.evil.example"];
  let served = 0;
  for (const host of foreign) {
    for (const path of ["/", "/ops", "/sign-in", "/api/v1/products", "/api/readyz"]) {
      if ((await send(origin, "GET", path, { host })).status !== 400) served += 1;
    }
  }
  return [none("requests under a foreign Host that were served", served)];
}

/** Sessions of the demo, requested under every Host that once allowed one. */
async function demoSessionsGiven({ origin }: Target): Promise<Row[]> {
  const { host, port } = new URL(origin);
  const hosts = [host, `localhost:${port}`, "localhost", "127.0.0.1", "[::1]", "shop.example.com", "evil.example"];
  let given = 0;
  let answered = 0;
  for (const name of hosts) {
    for (const role of roles) {
      const { status, setCookie } = await send(origin, "POST", "/api/v1/session/demo", { host: name, json: { role } });
      answered += 1;
      if (status < 400 || setCookie !== "") given += 1;
    }
  }
  const { text } = await send(origin, "GET", "/sign-in");
  return [
    none(`sessions of the demo given, of ${answered} asked for`, given),
    none("buttons of the demo on the sign-in page", text.includes("Continue as") ? 1 : 0),
  ];
}

/** Inserts a session of a demo identity into the database, as an earlier demo would have left it, and uses it. */
async function leftoverSessionsAccepted({ origin, databaseUrl, cookies }: Target): Promise<Row[]> {
  const [name = ""] = cookies.admin.split("=");
  const token = "a-session-of-the-demo-that-ended-0123456789";
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  let accepted = 0;
  try {
    for (const role of roles) {
      await client.query(
        `with person as (
           insert into console_user (id, name, email, role, demo)
           values (gen_random_uuid(), 'Demo ' || $1, $1 || '@demo.invalid', $1, true)
           on conflict (email) do update set role = excluded.role returning id)
         insert into console_session (id, user_id, token, expires_at)
         select gen_random_uuid(), id, encode(sha256(convert_to($2, 'utf8')), 'hex'), now() + interval '1 hour' from person`,
        [role, `${token}-${role}`],
      );
      const { status } = await send(origin, "GET", "/api/v1/me", { cookie: `${name}=${token}-${role}` });
      if (status !== 401) accepted += 1;
    }
  } finally {
    await client.query("delete from console_session s using console_user u where u.id = s.user_id and u.demo");
    await client.end();
  }
  return [none("sessions of an ended demo that are accepted", accepted)];
}

export const demoSession = defineAttack({
  name: "demo-session",
  title: "Become admin by the demo's one-click sign-in of a product that is no demo",
  run: async (target) => [
    ...(await demoSessionsGiven(target)),
    ...(await leftoverSessionsAccepted(target)),
    ...(await foreignHostsLetIn(target)),
  ],
});
