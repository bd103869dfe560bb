import type { Metadata } from "next";
import Link from "next/link";
import { Logo } from "#components/marks/logo.tsx";
import { buttonClass } from "#components/ui/button-class.ts";

export const metadata: Metadata = { title: "Page not found" };

export default function NotFound() {
  return (
    <main className="mx-auto grid min-h-dvh max-w-[560px] content-center gap-4 px-4 text-store">
      <Logo size={32} />
      <h1 className="text-page-title">Page not found</h1>
      <p className="text-pretty text-fg-2">
        The link may be outdated or incomplete. Orders and messages are not affected.
      </p>
      <div className="flex flex-wrap gap-2">
        <Link href="/" className={buttonClass({ variant: "primary", size: "l" })}>
          Open store
        </Link>
        <Link href="/orders" className={buttonClass({ size: "l" })}>
          Show orders
        </Link>
      </div>
    </main>
  );
}
