import { invariantCheckDto, outboxDto } from "#server/contracts/monitoring/outbox.ts";
import { route } from "#server/http/route.ts";
import { checkInvariants } from "#server/monitoring/invariants/check-invariants.ts";
import { getOutbox } from "#server/monitoring/pipeline/get-outbox.ts";

export const getOutboxState = route({
  summary: "What is not relayed yet: how many, how long, the oldest of them with their errors, and what was parked.",
  auth: "pipeline.read",
  output: outboxDto,
  handle: () => getOutbox(),
});

export const getOutboxCheck = route({
  summary:
    "Looks in the rows for what must never be: orders without a message, messages without a delivery, deliveries that nothing holds or nothing will wake.",
  auth: "pipeline.read",
  output: invariantCheckDto,
  handle: () => checkInvariants(),
});
