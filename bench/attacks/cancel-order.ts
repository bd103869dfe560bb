import { randomBytes, randomUUID } from "node:crypto";
import { defineAttack } from "#bench/attacks/define-attack.ts";
import { none } from "#bench/rig/report.ts";

const guesses = 50;

/** Cancels a stranger's order by its id alone, by a guessed secret, and with the session of a viewer. */
export const cancelOrder = defineAttack({
  name: "cancel-order",
  title: "A stranger or a viewer cancels an order by its ID",
  run: async ({ origin, productId, cookies }) => {
    const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
      fetch(`${origin}/api/v1/orders${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      });
    const customer = { name: "Ada Lovelace", email: `cancel-${randomUUID().slice(0, 8)}@example.com` };
    const placed = await post("", { customer, items: [{ productId, quantity: 1 }] }, { cookie: cookies.operator });
    const { orderId, cancelToken } = (await placed.json()) as { orderId: string; cancelToken?: string };
    const attempts = [
      ...[await post(`/${orderId}/cancel`, {}), await post(`/${orderId}/cancel`, {}, { cookie: cookies.viewer })],
      ...(await Promise.all(
        Array.from({ length: guesses }, () =>
          post(`/${orderId}/cancel`, { cancelToken: randomBytes(16).toString("base64url") }),
        ),
      )),
    ];
    const ghost = await post(`/${randomUUID()}/cancel`, {});
    const seen = await fetch(`${origin}/api/v1/orders/${orderId}`, { headers: { cookie: cookies.viewer } });
    const { status, text } = { status: seen.status, text: await seen.text() };
    const audit = await fetch(`${origin}/api/v1/audit?target=${orderId}`, { headers: { cookie: cookies.operator } });
    const { items: entries } = (await audit.json()) as { items: { actor: { kind: string } }[] };
    const own = await post(`/${orderId}/cancel`, { cancelToken });
    return [
      none("cancellations without the order's secret", attempts.filter((answer) => answer.ok).length),
      none(
        "refusals that tell an order that exists from one that does not",
        attempts[0]?.status === ghost.status ? 0 : 1,
      ),
      none(
        "answers to a viewer that contain the secret",
        status !== 200 || (cancelToken && text.includes(cancelToken)) ? 1 : 0,
      ),
      none(`audit entries of ${attempts.length} refused cancellations`, entries.length),
      { what: "the customer's own cancellation", found: own.status, wanted: "200", holds: own.status === 200 },
    ];
  },
});
