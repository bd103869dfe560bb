import type pg from "pg";
import { readHandlerPauses } from "#server/queues/sql/handler-pauses.ts";
import { recordPause } from "#server/sending/record-pause.ts";
import { readPause } from "#server/sending/sql/read-pause.ts";
import { logFor } from "#server/telemetry/log.ts";

export type PermitWatch = {
  /** Whether jobs may be fetched. While sending or the handler is paused it asks the database once a second, otherwise never. */
  mayStart: () => Promise<boolean>;
  /** A claim was refused: asks again before anything more is fetched. */
  refuse: () => void;
};

const askAgainMilliseconds = 1_000;
const logger = logFor("sending");

/**
 * Keeps a worker from fetching what it may not send, so that work waits in the queue. It is not what keeps mails from leaving:
 * every claim asks in its own statement, because a database can be exchanged between an answer and the claim, behind a pooler
 * or under an open connection even unseen, and a handler can be paused. Each handler of a worker has a watch of its own.
 */
export function watchPermit(pool: pg.Pool): (handler: string) => PermitWatch {
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
    return false;
  };

  return (handler) => {
    let open = false;
    let askedAt = Number.NEGATIVE_INFINITY;
    let asking: Promise<void> | undefined;
    let held = false;

    const ask = async () => {
      const isPaused = (await readHandlerPauses(pool)).some((pause) => pause.handler === handler);
      open = (await mayAllSend()) && !isPaused;
      askedAt = performance.now();
      if (isPaused !== held)
        logger.info({ handler }, isPaused ? "the handler is paused: its deliveries wait" : "the handler goes on");
      held = isPaused;
    };
    return {
      async mayStart() {
        if (!open && performance.now() - askedAt >= askAgainMilliseconds) {
          asking ??= ask().finally(() => {
            asking = undefined;
          });
          await asking;
        }
        return open;
      },
      refuse() {
        open = false;
        askedAt = Number.NEGATIVE_INFINITY;
      },
    };
  };
}
