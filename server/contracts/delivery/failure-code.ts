/**
 * Failure codes of an attempt: a closed union for retries, fixes and filters, each with a next step for the operator.
 * `permanent` failures are dead-lettered immediately, the others are retried first.
 */
export const failureCodes = {
  payload_invalid: {
    label: "Payload does not match its schema",
    permanent: true,
    nextStep: "Correct the marked field, then replay.",
  },
  recipient_rejected: {
    label: "Recipient rejected",
    permanent: true,
    nextStep: "Correct the e-mail address, then replay.",
  },
  message_rejected: {
    label: "Mail server rejected the e-mail",
    permanent: true,
    nextStep: "Read the server's reply. Replay when it accepts the e-mail.",
  },
  smtp_deferred: {
    label: "Mail server deferred the e-mail",
    permanent: false,
    nextStep: "Replay unchanged when the mail server accepts e-mails again.",
  },
  smtp_unavailable: {
    label: "Mail server not reachable",
    permanent: false,
    nextStep: "Check the mail server, then replay unchanged.",
  },
  delivery_unknown: {
    label: "Sent without confirmation",
    permanent: false,
    nextStep: "Check the recipient or the mail server's log before you replay. A duplicate is possible.",
  },
  webhook_rejected: {
    label: "Receiver rejected the webhook",
    permanent: true,
    nextStep: "Read the receiver's response, fix the payload or the receiver, then replay.",
  },
  webhook_unavailable: {
    label: "Receiver not reachable",
    permanent: false,
    nextStep: "Check the receiver, then replay unchanged.",
  },
  rate_limited: {
    label: "Receiver rate limit exceeded",
    permanent: false,
    nextStep: "Wait until the limit resets, then replay unchanged.",
  },
  customer_not_found: {
    label: "Customer not found",
    permanent: true,
    nextStep: "Correct customerId in the payload, then replay.",
  },
  account_not_found: {
    label: "Account missing or disabled",
    permanent: true,
    nextStep: "Enable the account and replay unchanged, or discard.",
  },
  worker_lost: {
    label: "Worker lost during the attempt",
    permanent: false,
    nextStep: "Check the worker's log before you replay. This message may have crashed it.",
  },
  unknown_type: {
    label: "Unknown message type",
    permanent: true,
    nextStep: "Deploy the build that declares this message type, then replay.",
  },
  stopped: {
    label: "Stopped by an operator",
    permanent: false,
    nextStep: "Read the reason, then replay unchanged or discard.",
  },
  unexpected: {
    label: "Unexpected error in the handler",
    permanent: false,
    nextStep: "Read the stack trace, deploy a fix, then replay unchanged.",
  },
} as const satisfies Record<string, { label: string; permanent: boolean; nextStep: string }>;

export type FailureCode = keyof typeof failureCodes;

export const isFailureCode = (value: string): value is FailureCode => Object.hasOwn(failureCodes, value);

/** Label and next step of a failure code, also for unknown codes. */
export function failureOf(code: string | null): { label: string; nextStep: string } {
  if (code !== null && isFailureCode(code)) return failureCodes[code];
  return { label: "Unknown failure", nextStep: "Read the error of the last attempt before you replay." };
}
