import type { Edit } from "#bench/breakages/define-breakage.ts";

/** The edited files with their new text, one edit after the other. Throws where a search text does not stand there exactly once. */
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
