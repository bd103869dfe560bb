/** The roles of a database whose owner migrates it and does nothing else. Names belong to the whole server. */
export const databaseRoles = { web: "redeliver_web", worker: "redeliver_worker", sink: "redeliver_sink" } as const;

/** A process that connects as a role of its own. */
export type RoleName = keyof typeof databaseRoles;

export const roleNames: readonly RoleName[] = ["web", "worker", "sink"];
