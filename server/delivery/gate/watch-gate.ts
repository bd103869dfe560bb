import type pg from "pg";
import { recordPause } from "#server/delivery/gate/record-pause.ts";
import { type HandlerGate, readGates, type SendingPause } from "#server/delivery/gate/sql/read-gates.ts";
import { isProbeDue } from "#server/delivery/gate/step-breaker.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

export type GateWatch = {
  /**
   * How many jobs may be fetched: all, none, or one probe of the circuit breaker. Queries the database once per second while
   * the gate is closed, otherwise never.
   */
  fetchLimit: () => Promise<number>;
  /** Called when a claim was refused: queries the gate again before the next fetch. */
  refuse: () => void;
};

const rereadMilliseconds = 1_000;
const logger = logFor("sending");

/**
 * Keeps a worker from fetching jobs that it may not send, so that they wait in the queue. Not the guard itself: every claim
 * checks the gate in its own statement, because the database can change in between. One watch per handler. `onPause` is
 * called once per pause.
 */
export function watchGate(pool: pg.Pool, onPause: () => void = () => {}): (handler: string) => GateWatch {
  let known: string | null = null;

  const mayAllSend = async (pause: SendingPause | null): Promise<boolean> => {
    const reason = pause?.reason ?? null;
    if (reason === known) return reason === null;
    known = reason;
    if (reason === null) {
      logger.info("sending was confirmed for this database and continues");
      return true;
    }
    logger.warn(
      { reason },
      "sending is paused: it was confirmed for another database. Relaying continues, deliveries wait until an operator resumes sending in the console",
    );
    await recordPause(pool).catch((error: unknown) =>
      logger.warn({ err: error }, "recording the pause of sending failed"),
    );
    onPause();
    return false;
  };

  return (handler) => {
    let room = 0;
    let readAt = Number.NEGATIVE_INFINITY;
    let reading: Promise<void> | undefined;
    let knownState: keyof typeof messages = "free";

    const read = async () => {
      const { sending, handlers } = await readGates(pool);
      const gate = handlers.find((one) => one.handler === handler);
      const held = heldBy(gate);
      const left = held === "free" ? Number.POSITIVE_INFINITY : held === "breaker" && mayProbe(gate) ? 1 : 0;
      room = (await mayAllSend(sending)) ? left : 0;
      readAt = performance.now();
      if (held !== knownState) logger.info({ handler }, messages[held]);
      knownState = held;
    };
    return {
      async fetchLimit() {
        if (room === 0 && performance.now() - readAt >= rereadMilliseconds) {
          reading ??= read().finally(() => {
            reading = undefined;
          });
          await reading;
        }
        const now = room;
        // One probe, and no more before the next read.
        if (room === 1) room = 0;
        return now;
      },
      refuse() {
        room = 0;
        readAt = Number.NEGATIVE_INFINITY;
      },
    };
  };
}

const messages = {
  free: "the handler continues",
  pause: "the handler is paused: its deliveries wait",
  breaker: "the circuit breaker of the handler is open: its deliveries wait",
} as const;

function heldBy(gate: HandlerGate | undefined): keyof typeof messages {
  if (gate?.pause) return "pause";
  return gate?.breaker && gate.breaker.state !== "closed" ? "breaker" : "free";
}

const mayProbe = (gate: HandlerGate | undefined): boolean =>
  gate?.breaker ? isProbeDue(gate.breaker, gate.breaker.at) : false;
