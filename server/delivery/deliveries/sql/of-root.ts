/**
 * The condition that `d` is a revision of the root with the ID `root`. The first revision is found by its own ID, later ones
 * by an index of them only: most messages have none, and cost no index entry.
 */
export const ofRoot = (root: string): string => `(d.id = ${root} or (d.root_id = ${root} and d.revision > 1))`;
