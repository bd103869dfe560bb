import { isDeepStrictEqual } from "node:util";
import { Broken } from "#server/testing/model/invariants.ts";
import { readSnapshot } from "#server/testing/model/snapshot.ts";
import * as model from "#server/testing/model/spec.ts";
import type { World } from "#server/testing/model/world.ts";

/** One command on the model and on the product, with its result. */
export type Step = { inSpec: (spec: model.Spec) => string; inWorld: () => Promise<string> };

type Row = { key: string; state: string };
const statesOf = (rows: readonly Row[]) => Object.fromEntries(rows.map(({ key, state }) => [key, state]));

/**
 * Runs two commands on the product concurrently, then the relay, which skips rows that a decision had locked. Results and states
 * must be those of one of the two orders. Returns the model after that order.
 */
export async function judgeRace(world: World, before: model.Spec, one: Step, other: Step): Promise<model.Spec> {
  const found = await Promise.all([one.inWorld(), other.inWorld()]);
  await world.tick();
  const after = statesOf(await readSnapshot(world.pool));
  const orders = [true, false].map((oneFirst) => {
    const spec = structuredClone(before);
    const [first, second] = (oneFirst ? [one, other] : [other, one]).map(({ inSpec }) => inSpec(spec));
    model.relay(spec);
    return { spec, answers: oneFirst ? [first, second] : [second, first] };
  });
  const fitting = orders.find(
    ({ spec, answers }) => isDeepStrictEqual(answers, found) && isDeepStrictEqual(statesOf(spec.deliveries), after),
  );
  if (fitting) return fitting.spec;
  const wanted = orders.map(({ spec, answers }) => ({ answers, states: statesOf(spec.deliveries) }));
  throw new Broken("a race ends as one of its orders", { wanted, found, after });
}
