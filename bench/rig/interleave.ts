/**
 * Runs every side once per round, in this order, A B A B, so that a slower machine affects all of them.
 * Returns each side's figures, round by round.
 */
export async function interleave<Side extends string>(
  rounds: number,
  sides: Record<Side, (round: number) => Promise<number>>,
): Promise<Record<Side, number[]>> {
  const names = Object.keys(sides) as Side[];
  // Object.fromEntries loses the key type: TypeScript infers string keys.
  const seen = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Side, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) seen[name].push(await sides[name](round));
  }
  return seen;
}
