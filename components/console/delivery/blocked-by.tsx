import Link from "next/link";
import { markOf } from "#components/marks/mark-names.ts";
import type { DeliveryDto } from "#server/contracts/delivery/delivery.ts";

type BlockedByProps = { heldBy: NonNullable<DeliveryDto["heldBy"]>; self: string };

/** Whom a waiting message waits for: a link to it, unless it is the one that is looked at. */
export function BlockedBy({ heldBy, self }: BlockedByProps) {
  if (heldBy.id === self) return ", waits behind this one";
  const word = heldBy.state === "dead" ? "dead letter" : markOf(heldBy.state).word.toLowerCase();
  return (
    <>
      {", waits behind "}
      <Link href={`/ops/dead-letters/${heldBy.id}`} className="link">
        {`${heldBy.id.slice(-8)} (${word})`}
      </Link>
    </>
  );
}
