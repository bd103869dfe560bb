import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { forRole } from "#app/for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { recipesQuery } from "#components/console/replays/recipes-query.ts";
import { Recipes } from "#components/console/settings/recipes.tsx";
import { listRecipes } from "#server/triage/recipes/list-recipes.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Recipes");

export default forRole("dead-letters.read", "Recipes", () => (
  <Prefetched queries={[{ queryKey: recipesQuery(null).queryKey, read: () => listRecipes(null) }]}>
    <Recipes />
  </Prefetched>
));
