/** Access to the demo: off, for users of this computer (admin too), or to the public (viewer and a limited operator). */
export const demoModes = ["off", "local", "public"] as const;
export type DemoMode = (typeof demoModes)[number];
