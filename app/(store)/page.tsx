import "#server/modules.ts";
import type { Metadata } from "next";
import Link from "next/link";
import { Prefetched } from "#app/prefetched.tsx";
import { readSnapshot } from "#app/read-snapshot.ts";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";
import { PipelinePreview } from "#components/store/pipeline-preview.tsx";
import { ProductList } from "#components/store/product-list.tsx";
import { ThreeSteps } from "#components/store/three-steps.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { env } from "#server/platform/env/env.ts";
import { listProducts } from "#server/shop/catalog/list-products.ts";

export const metadata: Metadata = { title: { absolute: "Orders confirm instantly · Redeliver demo store" } };

export default async function StorePage() {
  const demo = env().DEMO_MODE !== "off";
  const { items } = await listProducts();
  return (
    <Prefetched queries={demo ? [{ queryKey: pipelineQuery().queryKey, read: readSnapshot }] : []}>
      <div className="grid items-center gap-8 py-8 desk:grid-cols-[minmax(0,1fr)_minmax(0,1.06fr)] desk:gap-16 desk:pt-16 desk:pb-14">
        <div>
          <h1 className="text-[2rem]/9 font-semibold tracking-[-0.03em] desk:text-hero">
            Orders confirm instantly.
            <br />
            E-mail can fail.
            <br />
            Nothing is lost.
          </h1>
          <p className="max-w-[44ch] pt-4 pb-6 text-pretty text-fg-2">
            A demo store with a transactional outbox. Place an order, make its e-mail fail, then fix and replay the
            message.
          </p>
          <div className="flex flex-wrap gap-2">
            <Link
              href="/checkout?sample=plain"
              className={`${buttonClass({ variant: "primary", size: "l" })} min-h-11 grow desk:grow-0`}
            >
              Place a sample order
            </Link>
            <a href="#shelf" className={`${buttonClass({ size: "l" })} min-h-11 grow desk:grow-0`}>
              Browse products
            </a>
          </div>
        </div>
        {demo && <PipelinePreview />}
      </div>
      <ThreeSteps ops={demo} demo={demo} />
      <section aria-labelledby="shelf">
        <h2 id="shelf" className="scroll-mt-4 pb-3 text-lg">
          Products
        </h2>
        <noscript>
          <p className="pb-3 text-fg-2">The cart requires JavaScript.</p>
        </noscript>
        <ProductList products={items} />
      </section>
    </Prefetched>
  );
}
