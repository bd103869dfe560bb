import { randomUUID } from "node:crypto";

/** The same key sent eight times at once: how many keys got more than one order, or none. */
export async function raceKeys(
  origin: string,
  productId: string,
  keys: number,
): Promise<{ orders: string[]; torn: number }> {
  const orders: string[] = [];
  let torn = 0;
  for (let left = keys; left > 0; left -= 1) {
    const client = async (key: string): Promise<string> => {
      const answer = await fetch(`${origin}/api/v1/orders`, {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": key },
        body: JSON.stringify({
          customer: { name: "Ada", email: `${key}@example.com` },
          items: [{ productId, quantity: 1 }],
        }),
      });
      const { orderId } = (await answer.json()) as { orderId?: string };
      return orderId ?? `status ${answer.status}`;
    };
    const key = randomUUID();
    const answers = new Set(await Promise.all(Array.from({ length: 8 }, () => client(key))));
    const [first = ""] = answers;
    orders.push(first);
    if (answers.size !== 1 || first.startsWith("status")) torn += 1;
  }
  return { orders, torn };
}
