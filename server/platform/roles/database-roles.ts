/** The database roles of the processes, beside the owner, which only migrates. Role names are shared by the whole server. */
export const databaseRoles = { web: "redeliver_web", worker: "redeliver_worker", sink: "redeliver_sink" } as const;

/** A process with a database role. */
export type RoleName = keyof typeof databaseRoles;

export const roleNames: readonly RoleName[] = ["web", "worker", "sink"];
