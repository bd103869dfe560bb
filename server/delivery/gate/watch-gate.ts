import type pg from "pg";
import { recordPause } from "#server/delivery/gate/record-pause.ts";
import { type HandlerGate, readGates, type SendingPause } from "#server/delivery/gate/sql/read-gates.ts";
import { isProbeDue } from "#server/delivery/gate/step-breaker.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

export type GateWatch = {
  /**
   * How many jobs may be fetched: all, none, or the one that its breaker may let through. While something holds them back it
   * asks the database once a second, otherwise never.
   */
  fetchLimit: () => Promise<number>;
  /** A claim was refused: asks again before anything more is fetched. */
  refuse: () => void;
};

const askAgainMilliseconds = 1_000;
const logger = logFor("sending");

/**
 * Keeps a worker from fetching what it may not send, so that work waits in the queue. It is not what keeps mails from leaving:
 * every claim asks in its own statement, because a database can be exchanged between an answer and the claim, behind a pooler
 * or under an open connection even unseen, and a handler can be paused or held. Each handler of a worker has a watch of its own.
 * `onPause` is called once for each pause.
 */
export function watchGate(pool: pg.Pool, onPause: () => void = () => {}): (handler: string) => GateWatch {
  let said: string | null = null;

  const mayAllSend = async (pause: SendingPause | null): Promise<boolean> => {
    const reason = pause?.reason ?? null;
    if (reason === said) return reason === null;
    said = reason;
    if (reason === null) {
      logger.info("sending goes on: it was confirmed for this database");
      return true;
    }
    logger.warn(
      { reason },
      "sending is paused: this is not the database for which it was confirmed. Relaying goes on, deliveries wait; an operator resumes it in the console",
    );
    await recordPause(pool).catch((error: unknown) =>
      logger.warn({ err: error }, "that sending is paused could not be recorded"),
    );
    onPause();
    return false;
  };

  return (handler) => {
    let room = 0;
    let askedAt = Number.NEGATIVE_INFINITY;
    let asking: Promise<void> | undefined;
    let told: keyof typeof words = "free";

    const ask = async () => {
      const { sending, handlers } = await readGates(pool);
      const gate = handlers.find((one) => one.handler === handler);
      const held = heldBy(gate);
      const left = held === "free" ? Number.POSITIVE_INFINITY : held === "breaker" && mayProbe(gate) ? 1 : 0;
      room = (await mayAllSend(sending)) ? left : 0;
      askedAt = performance.now();
      if (held !== told) logger.info({ handler }, words[held]);
      told = held;
    };
    return {
      async fetchLimit() {
        if (room === 0 && performance.now() - askedAt >= askAgainMilliseconds) {
          asking ??= ask().finally(() => {
            asking = undefined;
          });
          await asking;
        }
        const now = room;
        // One is let through, and no more of them before the next answer.
        if (room === 1) room = 0;
        return now;
      },
      refuse() {
        room = 0;
        askedAt = Number.NEGATIVE_INFINITY;
      },
    };
  };
}

const words = {
  free: "the handler goes on",
  pause: "the handler is paused: its deliveries wait",
  breaker: "the handler's breaker is open: its deliveries wait",
} as const;

function heldBy(gate: HandlerGate | undefined): keyof typeof words {
  if (gate?.pause) return "pause";
  return gate?.breaker && gate.breaker.state !== "closed" ? "breaker" : "free";
}

const mayProbe = (gate: HandlerGate | undefined): boolean =>
  gate?.breaker ? isProbeDue(gate.breaker, gate.breaker.at) : false;
