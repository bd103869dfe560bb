import {
  ChartBarDecreasing,
  Inbox,
  List,
  type LucideIcon,
  Mail,
  Route as RouteIcon,
  Settings2,
  Store,
} from "lucide-react";
import type { Route } from "next";

export type Section = {
  href: Route;
  name: string;
  /** Where a sixth of a small screen is all there is. */
  short?: string;
  icon: LucideIcon;
  counts?: "dead";
  compact?: boolean;
};

/** The pages that exist. A later one is one line here. */
export const sections: readonly Section[] = [
  { href: "/ops", name: "Overview", icon: RouteIcon },
  { href: "/ops/causes", name: "Causes", icon: ChartBarDecreasing },
  { href: "/ops/dead-letters", name: "Dead letters", short: "Dead", icon: Mail, counts: "dead" },
  { href: "/ops/audit", name: "Audit", icon: List },
];

/** What lies beside the console. Only what is `compact` has room in the bar under the thumb. */
export const neighbours: readonly Section[] = [
  { href: "/inbox", name: "Inbox", icon: Inbox, compact: true },
  { href: "/", name: "Store", icon: Store },
  { href: "/ops/settings", name: "Settings", icon: Settings2, compact: true },
];

/** The overview is the start of every other address. */
export const isCurrent = (section: Section, path: string): boolean =>
  section.href === "/ops" ? path === "/ops" : path.startsWith(section.href) && section.href !== "/";
