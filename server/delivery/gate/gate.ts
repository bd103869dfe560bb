/**
 * The one gate that every claim passes: sending permit, handler pause and circuit breaker. Code outside this folder imports
 * this file alone (server/rooms.test.ts).
 */
export { breakerPolicyOf } from "#server/delivery/gate/breaker-policy.ts";
export { confirmSending } from "#server/delivery/gate/confirm-sending.ts";
export { createBreaker, type HandlerBreaker, type ProbeVerdict } from "#server/delivery/gate/create-breaker.ts";
export { decideBreaker } from "#server/delivery/gate/decide-breaker.ts";
export { type GateRefusal, gateRefusalOf } from "#server/delivery/gate/gate-refusal.ts";
export { pauseHandler, resumeHandler } from "#server/delivery/gate/pause-handler.ts";
export { databaseKey } from "#server/delivery/gate/sql/database-key.ts";
export { insertPermit } from "#server/delivery/gate/sql/insert-permit.ts";
export { readGates } from "#server/delivery/gate/sql/read-gates.ts";
export { requireOpenGate } from "#server/delivery/gate/sql/require-open-gate.ts";
export { toGateDto } from "#server/delivery/gate/to-gate-dto.ts";
export { type GateWatch, watchGate } from "#server/delivery/gate/watch-gate.ts";
