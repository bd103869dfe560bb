import { build, isBuilt } from "#scripts/build.ts";
import { printLine, step } from "#scripts/progress.ts";

// First step of `npm run web` on its own: without pages there is nothing to serve. Development builds as it goes.
if (process.env.NODE_ENV !== "development" && !isBuilt()) {
  await step(printLine, "Building the web application (the first time this takes a minute)", "Built", () => build());
}
