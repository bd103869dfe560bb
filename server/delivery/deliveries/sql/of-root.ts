/**
 * The condition that `d` is a revision of the root whose id `root` names. The first revision is found by its own id, the
 * later ones by the index that holds them alone: most messages have none, and pay for no index.
 */
export const ofRoot = (root: string): string => `(d.id = ${root} or (d.root_id = ${root} and d.revision > 1))`;
