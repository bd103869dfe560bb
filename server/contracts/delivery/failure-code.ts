/**
 * Why an attempt failed: a closed union for retries, fixes, filters and badges. Every code has a next step for operators.
 * `permanent` ones are dead-lettered at once, the others are retried first.
 */
export const failureCodes = {
  payload_invalid: {
    label: "Payload does not fit its schema",
    permanent: true,
    nextStep: "Correct the marked field, then replay.",
  },
  recipient_rejected: {
    label: "Recipient rejected",
    permanent: true,
    nextStep: "Correct the e-mail address, then replay.",
  },
  message_rejected: {
    label: "Mail server refused the mail",
    permanent: true,
    nextStep: "Read the server's reply; replay once it would accept the mail.",
  },
  smtp_deferred: {
    label: "Mail server asked to try later",
    permanent: false,
    nextStep: "Replay as it is once the mail server accepts again.",
  },
  smtp_unavailable: {
    label: "Mail server not reachable",
    permanent: false,
    nextStep: "Check the mail server, then replay as it is.",
  },
  delivery_unknown: {
    label: "Sent, but not confirmed",
    permanent: false,
    nextStep: "Ask the recipient or the mail server's log before you replay: a second copy is possible.",
  },
  webhook_rejected: {
    label: "Receiver refused the webhook",
    permanent: true,
    nextStep: "Read the receiver's answer, correct the payload or the receiver, then replay.",
  },
  webhook_unavailable: {
    label: "Receiver not reachable",
    permanent: false,
    nextStep: "Check the receiver, then replay as it is.",
  },
  rate_limited: {
    label: "Receiver says too many requests",
    permanent: false,
    nextStep: "Wait until its limit resets, then replay as it is.",
  },
  customer_not_found: {
    label: "Customer not found",
    permanent: true,
    nextStep: "Put the right customerId into the payload, then replay.",
  },
  account_not_found: {
    label: "No such account, or switched off",
    permanent: true,
    nextStep: "Switch the account on and replay as it is, or discard.",
  },
  worker_lost: {
    label: "Worker died over it",
    permanent: false,
    nextStep: "Look at the worker's log before you replay: this message may have killed it.",
  },
  unknown_type: {
    label: "No handler knows this type",
    permanent: true,
    nextStep: "Deploy the build that declares this message type, then replay.",
  },
  stopped: {
    label: "Stopped by hand",
    permanent: false,
    nextStep: "Ask who stopped it and why; replay as it is, or discard.",
  },
  unexpected: {
    label: "Unexpected error in the handler",
    permanent: false,
    nextStep: "Read the stack; deploy a fix, then replay as it is.",
  },
} as const satisfies Record<string, { label: string; permanent: boolean; nextStep: string }>;

export type FailureCode = keyof typeof failureCodes;

export const isFailureCode = (value: string): value is FailureCode => Object.hasOwn(failureCodes, value);
