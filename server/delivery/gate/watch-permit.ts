import type pg from "pg";
import { recordPause } from "#server/delivery/gate/record-pause.ts";
import { readPause } from "#server/delivery/gate/sql/read-pause.ts";
import { isProbeDue } from "#server/delivery/gate/step-breaker.ts";
import { type HandlerGate, readGates } from "#server/monitoring/queues/sql/read-gates.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

export type PermitWatch = {
  /**
   * How many jobs may be fetched: all, none, or the one that its breaker may let through. While something holds them back it
   * asks the database once a second, otherwise never.
   */
  mayStart: () => Promise<number>;
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
export function watchPermit(pool: pg.Pool, onPause: () => void = () => {}): (handler: string) => PermitWatch {
  let said: string | null = null;

  const mayAllSend = async (): Promise<boolean> => {
    const reason = (await readPause(pool))?.reason ?? null;
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
      const brakes = (await readGates(pool)).find((one) => one.handler === handler);
      const held = heldBy(brakes);
      const left = held === "free" ? Number.POSITIVE_INFINITY : held === "breaker" && mayProbe(brakes) ? 1 : 0;
      room = (await mayAllSend()) ? left : 0;
      askedAt = performance.now();
      if (held !== told) logger.info({ handler }, words[held]);
      told = held;
    };
    return {
      async mayStart() {
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

function heldBy(brakes: HandlerGate | undefined): keyof typeof words {
  if (brakes?.pause) return "pause";
  return brakes?.breaker && brakes.breaker.state !== "closed" ? "breaker" : "free";
}

const mayProbe = (brakes: HandlerGate | undefined): boolean =>
  brakes?.breaker ? isProbeDue(brakes.breaker, brakes.breaker.at) : false;
