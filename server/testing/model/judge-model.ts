import fc from "fast-check";
import type pg from "pg";
import type { Boss } from "#server/platform/pgboss/boss.ts";
import { commandList } from "#server/testing/model/commands.ts";
import { runCommands } from "#server/testing/model/session.ts";

type ModelOptions = {
  runs: number;
  commands: number;
  /** Repeats the run that an earlier failure printed. */
  seed?: number;
  path?: string;
  /** Ends the search for a shorter failure. Too few runs until then are a failure, too. */
  limitMilliseconds?: number;
};

/** Throws with the seed, the path and the shortest list of commands after which product and model differ. */
export async function judgeModel(pool: pg.Pool, boss: Boss, options: ModelOptions): Promise<void> {
  const { runs: numRuns, commands, seed, path, limitMilliseconds } = options;
  const property = fc.asyncProperty(commandList(commands), (list) => runCommands(pool, boss, list));
  await fc.assert(property, {
    numRuns,
    verbose: fc.VerbosityLevel.None,
    markInterruptAsFailure: true,
    includeErrorInReport: true,
    ...(seed === undefined ? {} : { seed }),
    ...(path === undefined ? {} : { path }),
    ...(limitMilliseconds === undefined ? {} : { interruptAfterTimeLimit: limitMilliseconds }),
  });
}
