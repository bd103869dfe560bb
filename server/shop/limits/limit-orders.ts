import type { Queryable } from "#server/platform/database/db.ts";
import type { Env } from "#server/platform/env/env.ts";
import { AppError } from "#server/platform/errors.ts";
import { mailboxOf } from "#server/shop/limits/mailbox-of.ts";
import { type Bucket, takeTokens } from "#server/shop/limits/sql/take-tokens.ts";

type StoreLimits = {
  recipient: Bucket | null;
  client: Bucket | null;
  /** The limit of unshipped orders of one address. */
  open: number | null;
  /** Mails go to the local mail server, where each scripted recipient is its own mailbox. */
  local: boolean;
};

type Settings = Pick<
  Env,
  "STORE_LIMIT_PER_RECIPIENT" | "STORE_LIMIT_PER_CLIENT" | "STORE_OPEN_ORDERS" | "SMTP_URL" | "DEMO_MODE"
>;

/** The limits of this process. Mails of the demo stay on this machine, so that it limits only clients. */
export function storeLimits(settings: Settings): StoreLimits {
  const { STORE_LIMIT_PER_RECIPIENT, STORE_LIMIT_PER_CLIENT, STORE_OPEN_ORDERS, SMTP_URL, DEMO_MODE } = settings;
  const quiet = DEMO_MODE !== "off" && SMTP_URL === undefined;
  const unless = <T>(given: T | "off" | undefined, usual: T): T | null =>
    given === "off" ? null : (given ?? (quiet ? null : usual));
  return {
    recipient: unless(STORE_LIMIT_PER_RECIPIENT, { burst: 5, seconds: 60 }),
    client: STORE_LIMIT_PER_CLIENT === "off" ? null : STORE_LIMIT_PER_CLIENT,
    open: unless(STORE_OPEN_ORDERS, 20),
    local: SMTP_URL === undefined,
  };
}

type Asked = { email: string; network: string | null; idempotencyKey: string | null };

/**
 * Counts one order for its recipient and its client network, in one statement. A repeated request with a stored key is not
 * counted. Throws 429 with the seconds to wait.
 */
export async function limitOrder(queryable: Queryable, limits: StoreLimits, asked: Asked): Promise<void> {
  const { client, recipient, open, local } = limits;
  if (!client && !recipient && open === null) return;
  const mailbox = mailboxOf(asked.email, local);
  const scripted = mailbox.includes("+");
  const taken = await takeTokens(queryable, {
    idempotencyKey: asked.idempotencyKey,
    client: client && asked.network !== null ? { ...client, key: `order from ${asked.network}` } : null,
    recipient: recipient && { ...recipient, key: `order for ${mailbox}` },
    open:
      open === null ? null : { most: open, mailbox: scripted ? null : mailbox, address: scripted ? asked.email : null },
  });
  if (taken.full) {
    throw tooMany(
      `This address has ${open} orders that are not shipped yet. Order again when one of them is shipped or cancelled.`,
      3_600,
    );
  }
  if (taken.clientWait > 0) {
    throw tooMany(`Too many orders came from your network. Try again in ${taken.clientWait} s.`, taken.clientWait);
  }
  if (taken.recipientWait > 0) {
    const detail = `Too many orders for this e-mail address. Try again in ${taken.recipientWait} s.`;
    throw tooMany(detail, taken.recipientWait);
  }
}

const tooMany = (detail: string, retryAfterSeconds: number) =>
  new AppError("too_many_orders", `${detail} Nothing was ordered.`, { extensions: { retryAfterSeconds } });
