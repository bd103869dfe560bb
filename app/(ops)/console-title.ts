import type { Metadata } from "next";
import { readSnapshot } from "#app/read-snapshot.ts";
import { isAllowed } from "#app/visitor.ts";
import { tabTitle } from "#components/console/shell/tab-title.ts";
import { totalOf } from "#components/pipeline/depths.ts";

/** Server-rendered tab title with the number of dead letters. */
export async function consoleTitle(page: string): Promise<Metadata> {
  if (!(await isAllowed("pipeline.read"))) return { title: "Console" };
  const dead = await readSnapshot().then(
    (snapshot) => totalOf(snapshot, "dead"),
    // The page shows database errors.
    () => 0,
  );
  return { title: { absolute: tabTitle(dead, page) } };
}
