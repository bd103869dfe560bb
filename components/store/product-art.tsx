/** Line drawings of 160 x 150, by catalogue name. `ray` is the lighter, dotted stroke. */
const drawings: Record<string, { lines: string[]; ray?: string }> = {
  "pendant-lamp": {
    lines: ["M80 14v30M44 92a36 36 0 0 1 72 0z", "M72 44h16M70 92a10 10 0 0 0 20 0"],
    ray: "M58 108l-10 24M80 114v24M102 108l10 24",
  },
  "enamel-mug": {
    lines: [
      "M46 56h56v44a24 24 0 0 1-24 24h-8a24 24 0 0 1-24-24z",
      "M102 66h8a14 14 0 0 1 0 28h-8M46 72h56",
      "M64 44c-4-6 4-8 0-16M82 44c-4-6 4-8 0-16",
    ],
  },
  notebook: {
    lines: [
      "M52 30h58a4 4 0 0 1 4 4v86a4 4 0 0 1-4 4H52a4 4 0 0 1-4-4V34a4 4 0 0 1 4-4z",
      "M62 30v94M76 56h26M76 68h18M42 46h12M42 66h12M42 86h12M42 106h12",
    ],
  },
  kettle: {
    lines: ["M44 126h72v-20a36 36 0 0 0-72 0z", "M45 108 26 86l-8 5M74 70v-6h12v6M54 78c-4-48 56-48 52 0M44 114h72"],
  },
  chair: {
    lines: [
      "M58 24h44a6 6 0 0 1 6 6v22a6 6 0 0 1-6 6H58a6 6 0 0 1-6-6V30a6 6 0 0 1 6-6z",
      "M66 58v20M94 58v20M50 78h60a6 6 0 0 1 0 12H50a6 6 0 0 1 0-12z",
      "M80 90v18M80 108l-32 18M80 108l32 18M80 108v22M42 126h12M106 126h12",
    ],
  },
  teapot: {
    lines: [
      "M48 82c0-20 14-32 34-32s34 12 34 32-12 38-34 38-34-18-34-38z",
      "M62 56c2-10 38-10 40 0M82 48v-6M76 36a6 6 0 1 1 12 0 6 6 0 0 1-12 0zM64 120h36",
      "M49 76C36 72 34 58 20 56l-2 6c12 6 10 30 32 36M114 70c26-8 30 34-4 32",
    ],
  },
  clock: {
    lines: [
      "M34 76a46 46 0 1 1 92 0 46 46 0 0 1-92 0z",
      "M80 76V46M80 76l22 14M77 76a3 3 0 1 1 6 0 3 3 0 0 1-6 0z",
      "M80 36v5M80 111v5M40 76h5M115 76h5",
    ],
    ray: "M60 41.4v.1M100 41.4v.1M45 56v.1M115 56v.1M45 96v.1M115 96v.1M60 110.6v.1M100 110.6v.1",
  },
  backpack: {
    lines: [
      "M50 60a30 30 0 0 1 60 0v56a8 8 0 0 1-8 8H58a8 8 0 0 1-8-8z",
      "M70 30v-5a10 10 0 0 1 20 0v5M50 70h60M74 70v10h12V70",
      "M60 92h40v32M60 92v32M50 82h-8v28h8M110 82h8v28h-8",
    ],
  },
  umbrella: {
    lines: [
      "M34 80a46 46 0 0 1 92 0c-7-8-23-8-30 0-8-8-24-8-32 0-7-8-23-8-30 0z",
      "M80 34v-10M80 74v44a9 9 0 0 1-18 0M80 34c-12 12-16 28-16 46M80 34c12 12 16 28 16 46",
    ],
  },
  scissors: {
    lines: [
      "M46 112a13 13 0 1 1 26 0 13 13 0 0 1-26 0zM88 112a13 13 0 1 1 26 0 13 13 0 0 1-26 0z",
      "M66 101 98 24c4 12 2 24-4 36L80 76M94 101 62 24c-4 12-2 24 4 36l14 16",
      "M78 70a2 2 0 1 1 4 0 2 2 0 0 1-4 0z",
    ],
  },
  plant: {
    lines: [
      "M60 98h40l-5 30H65zM55 88h50v10H55zM80 88V44",
      "M80 66C60 68 48 56 46 40c18 0 32 8 34 26zM80 54c0-18 12-30 30-32 0 18-10 32-30 32zM80 82c2-14 14-22 28-20-2 14-12 22-28 20z",
    ],
    ray: "M58 50l14 10M98 34 86 48",
  },
  radio: {
    lines: [
      "M40 54h80a8 8 0 0 1 8 8v50a8 8 0 0 1-8 8H40a8 8 0 0 1-8-8V62a8 8 0 0 1 8-8z",
      "M44 87a19 19 0 1 1 38 0 19 19 0 0 1-38 0zM96 74a9 9 0 1 1 18 0 9 9 0 0 1-18 0zM105 74v-5",
      "M92 100h26M92 108h26M104 54l20-30M44 120v6M116 120v6",
    ],
    ray: "M54 81h18M52 87h22M54 93h18",
  },
};

const parcel = { lines: ["M40 58l40-20 40 20v46l-40 20-40-20z", "M40 58l40 20 40-20M80 78v46M60 48l40 20v14"] };

/** Drawing of a product. Unknown names show a parcel. */
export function ProductArt({
  art,
  thick = false,
  className = "",
}: {
  art: string;
  thick?: boolean;
  className?: string;
}) {
  const { lines, ray } = { ray: undefined, ...(drawings[art] ?? parcel) };
  return (
    <svg
      viewBox="0 0 160 150"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth={thick ? 4 : 2}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={`bg-sunken text-fg ${className}`}
    >
      {lines.map((line) => (
        <path key={line} d={line} />
      ))}
      {ray && <path d={ray} className="text-fg-3" stroke="currentColor" strokeDasharray="1 6" />}
    </svg>
  );
}
