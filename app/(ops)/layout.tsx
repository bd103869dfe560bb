import { CSPProvider } from "@base-ui/react/csp-provider";
import type { Metadata } from "next";
import { cookies, headers } from "next/headers";
import Link from "next/link";
import type { ReactNode } from "react";
import { Prefetched } from "#app/prefetched.tsx";
import { readSnapshot } from "#app/read-snapshot.ts";
import { requireVisitor } from "#app/visitor.ts";
import { readTheme } from "#components/browser/theme.ts";
import { ReplayDock } from "#components/console/replays/replay-dock.tsx";
import { ConsoleNav, TabBar } from "#components/console/shell/console-nav.tsx";
import { SignedInUser } from "#components/console/shell/signed-in-user.tsx";
import { LiveProvider } from "#components/live/live-provider.tsx";
import { Logo } from "#components/marks/logo.tsx";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";
import { DemoChip, DemoNote } from "#components/session/demo-note.tsx";
import { MeProvider } from "#components/session/me.tsx";
import { SkipLink } from "#components/ui/skip-link.tsx";
import { ThemeSelect } from "#components/ui/theme-select.tsx";
import { ToastProvider } from "#components/ui/toast.tsx";
import { policyHeader } from "#server/http/request/own-headers.ts";
import { toMe } from "#server/identity/accounts/to-me.ts";

export const metadata: Metadata = { title: "Console", robots: { index: false } };

export default async function OpsLayout({ children }: { children: ReactNode }) {
  const nonce = /'nonce-([^']+)'/.exec((await headers()).get(policyHeader) ?? "")?.[1];
  const me = toMe(await requireVisitor());
  const theme = readTheme((await cookies()).get("theme")?.value);
  return (
    <Prefetched queries={[{ queryKey: pipelineQuery().queryKey, read: readSnapshot }]}>
      <SkipLink />
      <CSPProvider nonce={nonce}>
        <MeProvider me={me}>
          <LiveProvider>
            <ToastProvider>
              <div className="print:block! desk:grid desk:min-h-dvh desk:grid-cols-[208px_minmax(0,1440px)]">
                <header className="sticky top-0 flex h-dvh flex-col border-e border-line px-2 pb-3 max-desk:hidden print:hidden">
                  <Link
                    href="/ops"
                    className="flex h-12 items-center gap-2.5 px-2 text-md font-semibold tracking-[-0.015em]"
                  >
                    <Logo />
                    Redeliver
                    {me.demo !== "off" && <DemoChip />}
                  </Link>
                  <ConsoleNav />
                  <div className="mt-auto grid gap-2 px-2 text-xs text-fg-3">
                    <ThemeSelect initial={theme} />
                    <SignedInUser me={me} />
                  </div>
                </header>
                <main id="main" className="flex min-h-dvh min-w-0 flex-col pb-14 desk:pb-0">
                  <DemoNote mode={me.demo} />
                  {children}
                  <footer className="mt-auto flex flex-wrap items-center justify-between gap-2 border-t border-line px-4 py-3 text-xs text-fg-3 desk:hidden">
                    <ThemeSelect initial={theme} />
                    <SignedInUser me={me} />
                  </footer>
                  <ReplayDock />
                </main>
                <TabBar />
              </div>
            </ToastProvider>
          </LiveProvider>
        </MeProvider>
      </CSPProvider>
    </Prefetched>
  );
}
