const refusals: Readonly<Record<string, GateRefusal>> = { RDP01: "paused", RDP02: "held" };

/** Why the gate refused a claim: sending or the handler is paused, or the circuit breaker holds the handler. */
export type GateRefusal = "paused" | "held";

/** The refusal that a failed claim reports, or null for another error. No attempt was counted. */
export const gateRefusalOf = (error: unknown): GateRefusal | null =>
  (error instanceof Error && "code" in error && refusals[String(error.code)]) || null;
