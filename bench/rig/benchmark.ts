import type { Server } from "#bench/rig/bench-database.ts";
import type { Measured } from "#bench/rig/judge-figure.ts";

export type Run = {
  server: Server;
  /** PostgreSQL's own log, where statements can be counted. */
  serverLog: string;
  quick: boolean;
  /** Only to see that it runs. */
  tiny: boolean;
  rounds: number;
  soakMinutes: number;
};

export type Benchmark = (run: Run) => Promise<Measured[]>;
