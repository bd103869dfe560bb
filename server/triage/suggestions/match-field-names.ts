import { editDistance } from "#server/contracts/edit-distance.ts";
import type { Repaired } from "#server/triage/suggestions/repair-object.ts";
import { plainName, wordsOf } from "#server/triage/suggestions/schema-kinds.ts";

type Unknown = { name: string; value: unknown };
type Missing = { name: string; repair: (value: unknown) => Repaired | null };
export type NameMatch = { from: string; to: string; repaired: Repaired };

const mostNames = 40;

/** Matches unknown fields to missing ones by their names. Null where a match is ambiguous. */
export function matchFieldNames(unknown: readonly Unknown[], missing: readonly Missing[]): NameMatch[] | null {
  if (unknown.length > mostNames || missing.length > mostNames) return null;
  const pairs = unknown.flatMap(({ name: from, value }) =>
    missing.flatMap(({ name: to, repair }) => {
      const score = likeness(from, to, value);
      const repaired = score > 0 ? repair(value) : null;
      return repaired ? [{ from, to, score, repaired }] : [];
    }),
  );
  const best = pairs.filter(
    (pair) => !pairs.some((other) => other.score > pair.score && (other.from === pair.from || other.to === pair.to)),
  );
  const clash = best.some((pair) =>
    best.some((other) => other !== pair && (other.from === pair.from || other.to === pair.to)),
  );
  return clash ? null : best;
}

/** 3: another spelling. 2: a typing error. 1: a part of the name, which is enough for texts but not for amounts. */
function likeness(from: string, to: string, value: unknown): number {
  const [one, other] = [plainName(from), plainName(to)];
  if (one === other) return 3;
  if (editDistance(one, other) <= Math.max(1, Math.floor(other.length / 4))) return 2;
  if (typeof value !== "string" || /^[\d\s.,]*$/.test(value)) return 0;
  const [words, targets] = [wordsOf(from), wordsOf(to)];
  const within = (some: readonly string[], all: readonly string[]) =>
    some.length > 0 && some.every((word) => all.includes(word));
  return within(words, targets) || within(targets, words) ? 1 : 0;
}
