import { Inbox, type LucideIcon, Mail, Route as RouteIcon, Store } from "lucide-react";
import type { Route } from "next";

export type Section = { href: Route; name: string; icon: LucideIcon; counts?: "dead" };

/** The pages that exist. A later one is one line here. */
export const sections: readonly Section[] = [
  { href: "/ops", name: "Overview", icon: RouteIcon },
  { href: "/ops/dead-letters", name: "Dead letters", icon: Mail, counts: "dead" },
];

/** What lies beside the console. */
export const neighbours: readonly Section[] = [
  { href: "/inbox", name: "Inbox", icon: Inbox },
  { href: "/", name: "Store", icon: Store },
];

/** The overview is the start of every other address. */
export const isCurrent = (section: Section, path: string): boolean =>
  section.href === "/ops" ? path === "/ops" : path.startsWith(section.href) && section.href !== "/";
