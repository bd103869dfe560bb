import type { Ports, Receipt } from "#server/delivery/handlers/ports.ts";

/** Admits an effect: resolves when it may run, or rejects when it must not. */
export type Gate = () => Promise<(effect: () => Promise<Receipt>) => Promise<Receipt>>;

/**
 * The same ports, whose effects wait for the gate. Reads do not wait. `onAnswered` is called as soon as an effect has its
 * answer, or later.
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
