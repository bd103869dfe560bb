import { EnvError, env } from "#server/platform/env/env.ts";
import type { log } from "#server/platform/telemetry/log.ts";

const usualSeconds = 25;
/** npm forwards a signal that the process group has already received: a repeat within this time is the same signal. */
const echoMilliseconds = 300;

/**
 * Runs a process: checks the environment (exit 2 with every fault), calls `main` with a signal that aborts
 * on SIGTERM or SIGINT, and gives it 25 s to end, or as long as it asks for with `endWithin`. A second signal, or time
 * running out, ends it with exit 1.
 */
export async function runProcess(
  logger: typeof log,
  main: (signal: AbortSignal, endWithin: (seconds: number) => void) => Promise<void>,
): Promise<void> {
  let seconds = usualSeconds;
  const stopping = new AbortController();
  let toldAt = 0;
  const stop = (name: NodeJS.Signals) => {
    if (stopping.signal.aborted) {
      if (performance.now() - toldAt < echoMilliseconds) return;
      process.exit(1);
    }
    toldAt = performance.now();
    logger.info({ signal: name }, "stopping: finishing work in flight");
    stopping.abort();
    setTimeout(() => {
      logger.error(`stopping took longer than ${seconds} s; another worker takes over the unfinished deliveries`);
      process.exit(1);
    }, seconds * 1_000).unref();
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  const die = (error: unknown) => {
    logger.fatal({ err: error }, "uncaught error");
    process.exit(1);
  };
  process.on("uncaughtException", die);
  process.on("unhandledRejection", die);

  try {
    env();
    await main(stopping.signal, (asked) => {
      seconds = asked;
    });
    logger.info("stopped");
    process.exit(0);
  } catch (error) {
    if (error instanceof EnvError) {
      logger.error(error.message);
      process.exit(2);
    }
    logger.fatal({ err: error }, "the process failed");
    process.exit(1);
  }
}
