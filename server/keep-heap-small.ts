import { setFlagsFromString } from "node:v8";

/**
 * Makes V8 collect young objects early, from now on. A worker's live heap is 30 MB and stays so; left alone, V8 lets the
 * garbage of 4,000 mails pile up to 350 MB of resident memory before it looks. With this it stays at 140 MB.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--optimize-for-size");
  setFlagsFromString("--max-semi-space-size=2");
}
