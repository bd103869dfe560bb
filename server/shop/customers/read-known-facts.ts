import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { readAddresses } from "#server/shop/customers/sql/read-addresses.ts";

/** The customer beside a message when a fix is proposed. */
export type KnownFacts = { customer: { email: string } | null };

const aboutCustomer = z.object({ customerId: z.uuid() });

/** The id of the customer that a payload names, or null. */
function customerOf(payload: unknown): string | null {
  const parsed = aboutCustomer.safeParse(payload);
  return parsed.success ? parsed.data.customerId.toLowerCase() : null;
}

/** Reads the present addresses of the customers that payloads name, each once. */
export async function readKnownFacts(
  queryable: Queryable,
  payloads: readonly unknown[],
): Promise<(payload: unknown) => KnownFacts> {
  const ids = new Set(payloads.map(customerOf).filter((id) => id !== null));
  const addresses = await readAddresses(queryable, [...ids]);
  return (payload) => {
    const email = addresses.get(customerOf(payload) ?? "");
    return { customer: email ? { email } : null };
  };
}
