const factor = 5;

/** The size of a wave by its number: 1, 5, 25, 125, … Without gates one wave has all items. Pure. */
export const waveSize = (number: number, mode: "gated" | "none", left: number): number =>
  mode === "none" ? left : Math.min(left, factor ** (number - 1));
