import { PermanentError, RetryableError } from "#server/delivery/handlers/outcomes.ts";
import type { Ports, Receipt } from "#server/delivery/handlers/ports.ts";
import type { Call } from "#server/testing/model/invariants.ts";
import type { Answer, SpecDelivery } from "#server/testing/model/spec.ts";
import { mailHandler, webhookHandler } from "#server/testing/pipeline.ts";

/** The outcome of an attempt: a reply, a worker that crashes before or after the send, or one that gets the reply late. */
export type Fate = Answer | "dies before" | "dies after" | "slow" | "slow to send";

/** A planned attempt. */
export type Plan = {
  delivery: SpecDelivery;
  attempt: number;
  fate: Fate;
  /** Called when the worker does nothing more for now. */
  silent: () => void;
  /** Ends the wait of a slow worker. */
  answer: Promise<Answer>;
};

const never = new Promise<never>(() => {});
const receipt: Receipt = { reply: "250 2.0.0 accepted", providerMessageId: null };

/** The mail server and the warehouse: they follow the plan and record what they receive. */
export function createReceivers() {
  const plans = new Map<string, Plan>();
  const calls: Call[] = [];
  const began: Plan[] = [];
  const placeOf = (handler: string, tag: string) => `${handler} ${tag}`;

  async function receive(handler: string, address: string, key: string): Promise<Receipt> {
    const tag = address.slice(0, address.indexOf("@"));
    const plan = plans.get(placeOf(handler, tag));
    plans.delete(placeOf(handler, tag));
    const call = { handler, tag, key, taken: false };
    calls.push(call);
    if (!plan) throw new Error(`${tag} was sent without a plan`);
    began.push(plan);
    const { fate } = plan;
    call.taken = fate === "accepted" || fate === "unknown" || fate === "dies after" || fate === "slow";
    if (fate === "dies before" || fate === "dies after") {
      plan.silent();
      return never;
    }
    let answer = fate === "slow" || fate === "slow to send" ? "accepted" : fate;
    if (fate === "slow" || fate === "slow to send") {
      plan.silent();
      answer = await plan.answer;
      if (answer === "accepted" || answer === "unknown") call.taken = true;
    }
    if (answer === "refused") throw new PermanentError("recipient_rejected", "No such user.");
    if (answer === "deferred") throw new RetryableError("smtp_deferred", "Try again later.");
    if (answer === "unknown") throw new RetryableError("delivery_unknown", "No answer.", { ambiguous: true });
    return receipt;
  }

  const ports: Ports = {
    mailer: { send: (mail, { idempotencyKey }) => receive(mailHandler, mail.to.address, idempotencyKey) },
    webhooks: {
      post: (body, { idempotencyKey }) =>
        receive(webhookHandler, (body as { data: { email: string } }).data.email, idempotencyKey),
    },
    accounts: { find: async () => null, linkFor: async () => "" },
    orders: { cancelLink: async (id) => `http://localhost:3000/orders/${id}#cancel=none` },
    customers: { find: async (id) => ({ id, name: "Ada Lovelace", email: "ada@example.com" }) },
  };
  return {
    ports,
    calls,
    began,
    plan: (plan: Plan) => plans.set(placeOf(plan.delivery.handler, plan.delivery.tag), plan),
    forget: () => plans.clear(),
  };
}
