import { registerModules } from "#server/delivery/handlers/registry.ts";
import { identity } from "#server/identity/module.ts";
import { shop } from "#server/shop/module.ts";

/**
 * The modules of this build. Importing this file registers them: every entry that reaches the registry imports it
 * (server/architecture.test.ts). A module for the browser's payload editor is also listed in modules.messages.ts.
 */
registerModules([shop, identity]);
