import type { Edit } from "#bench/breakages/define-breakage.ts";

/** Applies the edits in order and returns the new texts. Throws if a search text does not occur exactly once. */
export function breakFiles(edits: readonly Edit[], read: (file: string) => string): Map<string, string> {
  const broken = new Map<string, string>();
  for (const { file, search, replace } of edits) {
    const text = broken.get(file) ?? read(file);
    const found = text.split(search).length - 1;
    if (found !== 1) throw new Error(`${file} has this ${found} times instead of once:\n${search}`);
    broken.set(
      file,
      text.replace(search, () => replace),
    );
  }
  return broken;
}
