import {
  Bell,
  ChartBarDecreasing,
  Cpu,
  Inbox,
  Layers,
  List,
  type LucideIcon,
  Mail,
  Route as RouteIcon,
  Search,
  Send,
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
  counts?: "dead" | "firing";
  /** Has one of the five places in the bar under the thumb; the sixth leads to the rest. */
  compact?: boolean;
};

/** The pages that exist. A later one is one line here. */
export const sections: readonly Section[] = [
  { href: "/ops", name: "Overview", icon: RouteIcon, compact: true },
  { href: "/ops/causes", name: "Causes", icon: ChartBarDecreasing, compact: true },
  { href: "/ops/dead-letters", name: "Dead letters", short: "Dead", icon: Mail, counts: "dead", compact: true },
  { href: "/ops/messages", name: "Messages", icon: Search, compact: true },
  { href: "/ops/outbox", name: "Outbox", icon: Send },
  { href: "/ops/queues", name: "Queues", icon: Layers },
  { href: "/ops/workers", name: "Workers", icon: Cpu },
  { href: "/ops/alerts", name: "Alerts", icon: Bell, counts: "firing", compact: true },
  { href: "/ops/audit", name: "Audit", icon: List },
];

/** What lies beside the console. */
export const neighbours: readonly Section[] = [
  { href: "/inbox", name: "Inbox", icon: Inbox },
  { href: "/", name: "Store", icon: Store },
  { href: "/ops/settings", name: "Settings", icon: Settings2 },
];

/** The overview is the start of every other address. */
export const isCurrent = (section: Section, path: string): boolean =>
  section.href === "/ops" ? path === "/ops" : path.startsWith(section.href) && section.href !== "/";
