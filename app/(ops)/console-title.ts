import type { Metadata } from "next";
import { readSnapshot } from "#app/read-snapshot.ts";
import { isAllowed } from "#app/visitor.ts";
import { tabTitle } from "#components/console/shell/tab-title.ts";
import { totalOf } from "#components/pipeline/depths.ts";

/** The tab's title as the server knows it: how many are dead, before any script has run. */
export async function consoleTitle(page: string): Promise<Metadata> {
  if (!(await isAllowed("pipeline.read"))) return { title: "Console" };
  const dead = await readSnapshot().then(
    (snapshot) => totalOf(snapshot, "dead"),
    // The page itself says what is wrong with the database.
    () => 0,
  );
  return { title: { absolute: tabTitle(dead, page) } };
}
