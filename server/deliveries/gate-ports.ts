import type { Ports, Receipt } from "#server/handlers/ports.ts";

/** Lets an effect begin: resolves with how it is run, or rejects where it must not happen. */
export type Gate = () => Promise<(effect: () => Promise<Receipt>) => Promise<Receipt>>;

/**
 * The same ports, whose effects wait for the gate. What only reads does not: it may be done before its turn. `onAnswered` is
 * called as soon as an effect has its answer, or later.
 */
export function gatePorts(ports: Ports, gate: Gate, onAnswered: () => void): Ports {
  return {
    ...ports,
    mailer: {
      send: async (mail, options) => {
        const composed = await ports.mailer.compose?.(mail, options.idempotencyKey);
        return (await gate())(() => ports.mailer.send(mail, { ...options, composed, onAnswered }));
      },
    },
    webhooks: {
      post: async (body, options) => (await gate())(() => ports.webhooks.post(body, options)),
    },
  };
}
