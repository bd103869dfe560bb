import type { Metadata } from "next";
import { MyOrdersList } from "#components/store/orders/my-orders-list.tsx";

export const metadata: Metadata = { title: "Your orders" };

export default function OrdersPage() {
  return (
    <>
      <h1 className="pt-8 pb-6 text-[2rem]/9 font-semibold tracking-[-0.03em] desk:pt-12 desk:text-hero">
        Your orders
      </h1>
      <noscript>
        <p className="pb-4 text-fg-2">This list requires JavaScript. You can still open an order with its link.</p>
      </noscript>
      <MyOrdersList />
    </>
  );
}
