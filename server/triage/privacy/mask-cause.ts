import type { KnownActor } from "#server/audit/actor.ts";
import type { CauseDto, CauseListDto } from "#server/contracts/triage/cause.ts";
import { maskAddresses } from "#server/delivery/privacy/mask-text.ts";
import { mayReveal } from "#server/triage/privacy/may-reveal.ts";

/** Masks a cause for this actor: without the addresses in its note, and without a link that contains one. */
export function maskCause<Cause extends CauseDto>(cause: Cause, actor: KnownActor): Cause {
  if (mayReveal(actor)) return cause;
  const link = cause.link !== null && maskAddresses(cause.link) !== cause.link ? null : cause.link;
  return { ...cause, note: maskAddresses(cause.note), link };
}

/** Masks a page of causes for this actor. */
export async function maskCauses(list: Promise<CauseListDto>, actor: KnownActor): Promise<CauseListDto> {
  const { items, ...rest } = await list;
  return { ...rest, items: items.map((cause) => maskCause(cause, actor)) };
}
