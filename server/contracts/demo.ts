/**
 * How the demo is open: not at all, to whoever sits at this computer (anybody may be admin), or to the public (viewer and a
 * limited operator).
 */
export const demoModes = ["off", "local", "public"] as const;
export type DemoMode = (typeof demoModes)[number];
