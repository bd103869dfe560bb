import type { Metadata } from "next";
import { Checkout } from "#components/store/checkout.tsx";
import { env } from "#server/platform/env/env.ts";
import { listProducts } from "#server/shop/catalog/list-products.ts";

export const metadata: Metadata = { title: "Checkout" };

type Props = { searchParams: Promise<{ sample?: string | string[] }> };

export default async function CheckoutPage({ searchParams }: Props) {
  const { sample } = await searchParams;
  const { items } = await listProducts();
  return (
    <>
      <h1 className="pt-8 pb-6 text-[2rem]/9 font-semibold tracking-[-0.03em] desk:pt-12 desk:text-hero">Checkout</h1>
      <noscript>
        <p className="pb-4 text-fg-2">The cart requires JavaScript. Orders cannot be placed without it.</p>
      </noscript>
      <Checkout
        products={items}
        demo={env().DEMO_MODE}
        sample={typeof sample === "string" ? sample : undefined}
        key={String(sample)}
      />
    </>
  );
}
