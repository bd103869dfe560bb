import type { Ports, Receipt } from "#server/delivery/handlers/ports.ts";

/** Runs an effect. `admit` resolves when its content may be sent, and rejects when it must not. */
type Effect = (admit: () => Promise<void>) => Promise<Receipt>;
/** Resolves when an effect may begin, or rejects when it must not. */
export type Gate = () => Promise<(effect: Effect) => Promise<Receipt>>;

/**
 * The same ports, whose effects wait for the gate. Reads do not wait. A mailer that composes sends the envelope while the mail
 * is being admitted; any other effect begins after that. `onAnswered` is called as soon as an effect has its answer, or later.
 */
export function gatePorts(ports: Ports, gate: Gate, onAnswered: () => void): Ports {
  const { mailer, webhooks } = ports;
  const whenAdmitted = async (effect: () => Promise<Receipt>): Promise<Receipt> => {
    const enter = await gate();
    return enter(async (admit) => {
      await admit();
      return effect();
    });
  };
  return {
    ...ports,
    mailer: {
      send: async (mail, options) => {
        const composed = await mailer.compose?.(mail, options.idempotencyKey);
        if (!composed) return whenAdmitted(() => mailer.send(mail, { ...options, onAnswered }));
        const enter = await gate();
        return enter((beforeBody) => mailer.send(mail, { ...options, composed, beforeBody, onAnswered }));
      },
    },
    webhooks: {
      post: (body, options) => whenAdmitted(() => webhooks.post(body, options)),
    },
  };
}
