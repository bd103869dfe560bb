import type { Page } from "@playwright/test";
import type pg from "pg";

export const names = ["unrelayed", "ready", "busy", "delivered", "dead"] as const;
export type Numbers = Record<(typeof names)[number], number>;

/** Numbers of the strip in plain SQL, of all handlers or of one. */
export async function countRows(database: pg.Client | pg.Pool, handler: string | null = null): Promise<Numbers> {
  const { rows } = await database.query<Numbers>(
    `select (select count(*) from outbox_pending)::int as unrelayed,
            count(*) filter (where state = 'queued' and sending_since is null)::int as ready,
            count(*) filter (where state in ('queued', 'retrying') and sending_since is not null)::int as busy,
            count(*) filter (where state = 'delivered')::int as delivered,
            count(*) filter (where state = 'dead')::int as dead
     from delivery where $1::text is null or handler = $1`,
    [handler],
  );
  const [row] = rows;
  if (!row) throw new Error("a count returned no row");
  return row;
}

/** Whether nothing is in progress. Blocked deliveries may wait, replays in their undo window may not. */
export async function isQuiet(database: pg.Client | pg.Pool): Promise<boolean> {
  const { rows } = await database.query(
    `select from delivery where state in ('queued', 'retrying') or (state = 'waiting' and release_at > now() - interval '2 s')
     union all select from outbox_pending limit 1`,
  );
  return rows.length === 0;
}

/** Numbers of the strip on the screen. */
export async function readScreen(page: Page): Promise<Numbers> {
  const shown = await page
    .getByRole("region", { name: "Pipeline" })
    .locator(".stn .big b, .drop .big b")
    .allTextContents();
  const [unrelayed, ready, busy, dead, delivered] = shown.map((text) => Number(text.replaceAll(",", "")));
  return { unrelayed, ready, busy, delivered, dead } as Numbers;
}
