import Link from "next/link";
import type { ReactNode } from "react";
import { Logo } from "#components/marks/logo.tsx";

export default function ProblemsLayout({ children }: { children: ReactNode }) {
  return (
    <main className="mx-auto grid max-w-[640px] gap-4 px-4 py-12 text-store">
      <Link href="/" aria-label="Open store">
        <Logo size={32} />
      </Link>
      {children}
    </main>
  );
}
