import { shopSettings } from "#server/shop/settings.ts";

/** The settings of the modules. The environment is parsed in one place, server/platform/env/env.ts, which reads this list. */
export const moduleSettings = [shopSettings] as const;

/** The variables of all modules with their types. */
export const moduleShape = { ...shopSettings.shape };
