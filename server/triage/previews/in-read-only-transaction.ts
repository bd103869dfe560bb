import type pg from "pg";
import { type Tx, withConnection } from "#server/platform/database/db.ts";
import { beginReadOnly } from "#server/triage/previews/sql/begin-read-only.ts";

/**
 * Runs `work` in a read-only transaction that is always rolled back. When `signal` aborts first, the connection is closed with
 * the statement that still runs on it, and the signal's reason is thrown.
 */
export const inReadOnlyTransaction = <T>(
  pool: pg.Pool,
  { signal, milliseconds }: { signal: AbortSignal; milliseconds: number },
  work: (tx: Tx) => Promise<T>,
): Promise<T> =>
  withConnection(pool, async (tx, discard) => {
    try {
      await beginReadOnly(tx, milliseconds);
      return await beforeAbort(work(tx), signal);
    } finally {
      if (signal.aborted) discard(new Error("its statements were not waited for"));
      else await tx.query("rollback").catch(discard);
    }
  });

function beforeAbort<T>(running: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    running.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
