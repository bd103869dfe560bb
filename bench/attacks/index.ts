import type { Attack } from "#bench/attacks/define-attack.ts";

/** Every attack that `npm run prove -- attack` repeats. */
export const attacks: readonly Attack[] = [];
