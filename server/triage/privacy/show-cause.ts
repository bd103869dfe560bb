import type { KnownActor } from "#server/audit/actor.ts";
import type { CauseDto, CauseListDto } from "#server/contracts/triage/cause.ts";
import { maskAddresses } from "#server/delivery/privacy/mask-text.ts";
import { mayReveal } from "#server/triage/privacy/may-reveal.ts";

/** A cause as this actor may read it: without the addresses in its note, and without a link that contains one. */
export function showCause<Cause extends CauseDto>(cause: Cause, actor: KnownActor): Cause {
  if (mayReveal(actor)) return cause;
  const link = cause.link !== null && maskAddresses(cause.link) !== cause.link ? null : cause.link;
  return { ...cause, note: maskAddresses(cause.note), link };
}

/** A page of causes as this actor may read them. */
export async function showCauses(list: Promise<CauseListDto>, actor: KnownActor): Promise<CauseListDto> {
  const { items, ...rest } = await list;
  return { ...rest, items: items.map((cause) => showCause(cause, actor)) };
}
