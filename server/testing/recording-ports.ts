import type { Mail, Ports, Receipt } from "#server/delivery/handlers/ports.ts";

type SentMail = Mail & { idempotencyKey: string };
type SentWebhook = { body: unknown; webhookId: string; idempotencyKey: string };

/** Ports that record every send. `onSend` may throw the errors of a mail server. */
export function recordingPorts(onSend: (mail: Mail, count: number) => Receipt | Promise<Receipt> = () => accepted) {
  const mails: SentMail[] = [];
  const webhooks: SentWebhook[] = [];
  const ports: Ports = {
    mailer: {
      async send(mail, { idempotencyKey }) {
        mails.push({ ...mail, idempotencyKey });
        return onSend(mail, mails.length);
      },
    },
    webhooks: {
      async post(body, { webhookId, idempotencyKey }) {
        webhooks.push({ body, webhookId, idempotencyKey });
        return accepted;
      },
    },
    accounts: {
      find: async () => ({ name: "Maya Ito", email: "maya@example.com" }),
      linkFor: async (userId, purpose) => `https://ops.example.com/choose-password#${purpose}-of-${userId}`,
    },
    orders: { cancelLink: async (id) => `https://shop.example.com/orders/${id}#cancel=token-of-${id}` },
    customers: {
      find: async (id) => ({ id, name: "Ada Lovelace", email: "ada@example.com" }),
    },
  };
  return { ports, mails, webhooks };
}

const accepted: Receipt = { reply: "250 2.0.0 accepted", providerMessageId: "<1@mail.example>" };
