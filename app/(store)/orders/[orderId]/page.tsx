import { orderSubject } from "#server/shop/messages/order-subject.ts";
import "#server/modules.ts";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import * as z from "zod";
import { findOrNotFound } from "#app/find-or-not-found.ts";
import { Prefetched } from "#app/prefetched.tsx";
import { orderQuery } from "#components/store/orders/order-query.ts";
import { OrderView } from "#components/store/orders/order-view.tsx";
import { env } from "#server/platform/env/env.ts";
import { getOrder } from "#server/shop/orders/get-order.ts";

type Props = { params: Promise<{ orderId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  // The URL gives access to the order, so it must not be indexed.
  return { title: `Order ${orderSubject.shorten((await params).orderId)}`, robots: { index: false } };
}

export default async function OrderPage({ params }: Props) {
  const { orderId } = await params;
  if (!z.uuid().safeParse(orderId).success) notFound();
  const order = await findOrNotFound(() => getOrder(orderId));
  return (
    <Prefetched queries={[{ queryKey: orderQuery(orderId).queryKey, read: async () => order }]}>
      <OrderView id={orderId} demo={env().DEMO_MODE} />
    </Prefetched>
  );
}
