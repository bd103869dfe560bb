import { Chip } from "#components/ui/chip.tsx";
import type { DemoMode } from "#server/contracts/identity/demo.ts";

/** Marks the product as a demo, beside its name. */
export const DemoChip = () => <Chip tone="retrying">Demo</Chip>;

const texts: Record<Exclude<DemoMode, "off">, string> = {
  local: "Any visitor can act as viewer, operator or admin. Set DEMO_MODE=0 to turn this off.",
  public: "Any visitor can act as viewer or operator. Other visitors see your changes. Personal data stays masked.",
};

/** Banner above every console page in demo mode. */
export function DemoNote({ mode }: { mode: DemoMode }) {
  if (mode === "off") return null;
  return (
    <p className="flex items-center gap-2 border-b border-line bg-surface px-4 py-1.5 text-xs text-fg-2 desk:px-6 print:hidden">
      <DemoChip />
      <span className="text-pretty">{texts[mode]}</span>
    </p>
  );
}
