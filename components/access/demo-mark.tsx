import { Chip } from "#components/ui/chip.tsx";
import type { DemoMode } from "#server/contracts/demo.ts";

/** Says beside the product's name that this is a demo. */
export const DemoChip = () => <Chip tone="retrying">Demo</Chip>;

const words: Record<Exclude<DemoMode, "off">, string> = {
  local: "Everyone who opens this address can act as viewer, operator or admin. Set DEMO_MODE=0 to turn it off.",
  public: "Everyone can act as viewer or operator. Others see your changes; personal data stays masked.",
};

/** The line above the console's pages while the demo is on. */
export function DemoNote({ mode }: { mode: DemoMode }) {
  if (mode === "off") return null;
  return (
    <p className="flex items-center gap-2 border-b border-line bg-surface px-4 py-1.5 text-xs text-fg-2 desk:px-6">
      <DemoChip />
      <span className="text-pretty">{words[mode]}</span>
    </p>
  );
}
