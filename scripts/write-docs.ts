import { writeFileSync } from "node:fs";
import { configurationPage } from "#server/platform/env/configuration-page.ts";

// `npm run docs`: writes the pages that are generated from the source.
writeFileSync(new URL("../docs/configuration.md", import.meta.url), configurationPage());
console.log("✓ docs/configuration.md is written");
