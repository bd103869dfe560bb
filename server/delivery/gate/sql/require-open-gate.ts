/**
 * The condition of every claim: true, or an error that gateRefusalOf reads. The claim asks in its own statement, because nothing
 * asked before it could know which database will answer. `handler` and `isProbe` are SQL expressions.
 */
export const requireOpenGate = (handler: string, isProbe: string): string =>
  `(select require_sending(${handler}, ${isProbe}))`;
