import { PgBoss } from "pg-boss";

/** pg-boss as its users start it, in a database of its own: the baseline of the queue's figures. */
export async function startPlainBoss(url: string, options: { useListenNotify?: boolean } = {}): Promise<PgBoss> {
  const boss = new PgBoss({ connectionString: url, max: 10, schedule: false, ...options });
  // Its connections end while their database is dropped (57P01, 3D000); any other error invalidates the figure.
  boss.on("error", (error: Error & { code?: string }) => {
    if (error.code !== "57P01" && error.code !== "3D000") throw error;
  });
  await boss.start();
  return boss;
}

export type PlainBoss = PgBoss;
