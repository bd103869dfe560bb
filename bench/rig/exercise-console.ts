import type pg from "pg";
import type { Row } from "#bench/rig/report.ts";
import type { StorePlace } from "#bench/rig/start-store.ts";
import { eventually } from "#server/testing/eventually.ts";

type Letter = { id: string };

/** Every operator's action once through HTTP: depths, a page of dead letters, fix and replay, undo, discard, restore. */
export async function exerciseConsole({ origin, token }: StorePlace, pool: pg.Pool): Promise<Row[]> {
  const rows: Row[] = [];
  const check = (what: string, found: string | number, wanted: string | number) =>
    rows.push({ what, found, wanted: String(wanted), holds: String(found) === String(wanted) });
  const call = async (method: string, path: string, headers: Record<string, string> = {}, body?: object) => {
    const json: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
    const answer = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...json, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, etag: answer.headers.get("etag") ?? "", data: (await answer.json()) as unknown };
  };
  const count = async (what: string): Promise<number> =>
    (await pool.query<{ count: number }>(`select count(*)::int as count from delivery where ${what}`)).rows[0]?.count ??
    -1;

  const pipeline = (await call("GET", "/pipeline")).data as { handlers: { handler: string; dead: number }[] };
  const dead = pipeline.handlers.find(({ handler }) => handler === "order-notifications")?.dead ?? -1;
  check(
    "dead letters on the screen against rows",
    dead,
    await count("state = 'dead' and handler = 'order-notifications'"),
  );

  const { items } = (await call("GET", "/dead-letters?limit=20")).data as { items: Letter[] };
  const replay = async ({ id }: Letter, email: string) => {
    const { etag } = await call("GET", `/dead-letters/${id}`);
    const body = { fix: { id: "correct-recipient", input: { email } }, reason: "typo" };
    return (await call("POST", `/dead-letters/${id}/replay`, { "if-match": etag }, body)).status;
  };
  const [fixed = [], undone = [], discarded = []] = [items.slice(0, 6), items.slice(6, 9), items.slice(9, 12)];
  const replays = await Promise.all([...fixed, ...undone].map((letter) => replay(letter, "ada@example.com")));
  check("replays accepted", replays.filter((status) => status === 202).length, fixed.length + undone.length);
  const again = await Promise.all(fixed.map((letter) => replay(letter, "eve@example.com")));
  check("second replays of the same letter refused", again.filter((status) => status === 409).length, fixed.length);
  const undos = await Promise.all(undone.map(({ id }) => call("DELETE", `/dead-letters/${id}/replay`)));
  check("undos accepted", undos.filter(({ status }) => status === 200).length, undone.length);
  for (const step of ["discard", "restore"]) {
    const steps = discarded.map(async ({ id }) => {
      const { etag } = await call("GET", `/dead-letters/${id}`);
      return call(
        "POST",
        `/dead-letters/${id}/${step}`,
        { "if-match": etag },
        step === "discard" ? { reason: "test" } : {},
      );
    });
    const done = await Promise.all(steps);
    check(`${step}s accepted`, done.filter(({ status }) => status === 200).length, discarded.length);
  }
  const delivered = async () => (await count("revision > 1 and state = 'delivered'")) >= fixed.length;
  await eventually(delivered, { timeoutMs: 30_000, everyMs: 250 }).catch(() => undefined);
  check("replays delivered", await count("revision > 1 and state = 'delivered'"), fixed.length);
  check("letters dead again after undo, discard and restore", await count("state = 'dead'"), dead - fixed.length);
  return rows;
}
