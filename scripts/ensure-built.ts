import { build, isBuilt } from "#scripts/build.ts";
import { sayAloud, step } from "#scripts/progress.ts";

// First step of `npm run web` on its own: without pages there is nothing to serve. Development builds as it goes.
if (process.env.NODE_ENV !== "development" && !isBuilt()) {
  await step(sayAloud, "Building the web application (the first time this takes a minute)", "Built", () => build());
}
