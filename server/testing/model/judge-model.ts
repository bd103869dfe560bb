import fc from "fast-check";
import type pg from "pg";
import type { Boss } from "#server/queue/boss.ts";
import { commandList } from "#server/testing/model/commands.ts";
import { runCommands } from "#server/testing/model/session.ts";

export type ModelOptions = { runs: number; commands: number; seed?: number; path?: string };

/** Throws with the seed, the path and the shortest list of commands after which product and model disagree. */
export async function judgeModel(pool: pg.Pool, boss: Boss, options: ModelOptions): Promise<void> {
  const { runs: numRuns, commands, seed, path } = options;
  const property = fc.asyncProperty(commandList(commands), (list) => runCommands(pool, boss, list));
  await fc.assert(property, {
    numRuns,
    ...(seed === undefined ? {} : { seed }),
    ...(path === undefined ? {} : { path }),
    reporter: undefined,
  });
}
