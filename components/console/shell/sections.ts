import {
  Bell,
  ChartBarDecreasing,
  Cpu,
  Inbox,
  Layers,
  List,
  type LucideIcon,
  Mail,
  RotateCcw,
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
  /** Shorter name for the bottom bar. */
  short?: string;
  icon: LucideIcon;
  counts?: "dead" | "firing" | "running";
  /** Shown in the bottom bar, which has five places and More. */
  compact?: boolean;
};

/** Sections of the console. A new page is one line here. */
export const sections: readonly Section[] = [
  { href: "/ops", name: "Overview", icon: RouteIcon, compact: true },
  { href: "/ops/causes", name: "Causes", icon: ChartBarDecreasing, compact: true },
  { href: "/ops/dead-letters", name: "Dead letters", short: "Dead", icon: Mail, counts: "dead", compact: true },
  { href: "/ops/messages", name: "Messages", icon: Search, compact: true },
  { href: "/ops/replays", name: "Replays", icon: RotateCcw, counts: "running" },
  { href: "/ops/outbox", name: "Outbox", icon: Send },
  { href: "/ops/queues", name: "Queues", icon: Layers },
  { href: "/ops/workers", name: "Workers", icon: Cpu },
  { href: "/ops/alerts", name: "Alerts", icon: Bell, counts: "firing", compact: true },
  { href: "/ops/audit", name: "Audit log", icon: List },
];

/** Links outside the pipeline pages. */
export const neighbours: readonly Section[] = [
  { href: "/inbox", name: "Inbox", icon: Inbox },
  { href: "/", name: "Store", icon: Store },
  { href: "/ops/settings", name: "Settings", icon: Settings2 },
];

/** /ops is a prefix of every console URL, so it must match exactly. */
export const isCurrent = (section: Section, path: string): boolean =>
  section.href === "/ops" ? path === "/ops" : path.startsWith(section.href) && section.href !== "/";
