import { payloadChanges } from "#components/payload/payload-change.ts";

/** The fields that change, old above new. A minus and a plus tell them apart without colour. */
export function PayloadDiff({ before, after }: { before: unknown; after: unknown }) {
  const changes = payloadChanges(before, after);
  if (changes.length === 0) return null;
  return (
    <dl className="overflow-hidden rounded-control border border-line bg-sunken py-1.5 font-mono text-xs/5.5 wrap-anywhere">
      {changes.map((change) => (
        <div key={change.pointer}>
          <dt className="sr-only">{change.pointer}</dt>
          {change.before !== null && (
            <Line sign="−" word="was" tone="bg-dead-bg text-dead" pointer={change.pointer} value={change.before} />
          )}
          {change.after !== null && (
            <Line
              sign="+"
              word="becomes"
              tone="bg-replaying-bg text-replaying"
              pointer={change.pointer}
              value={change.after}
            />
          )}
        </div>
      ))}
    </dl>
  );
}

type LineProps = { sign: string; word: string; tone: string; pointer: string; value: string };

function Line({ sign, word, tone, pointer, value }: LineProps) {
  return (
    <dd className={`grid grid-cols-[28px_minmax(0,1fr)] px-3 ${tone}`}>
      <span>
        <span aria-hidden="true">{sign}</span>
        <span className="sr-only">{word}</span>
      </span>
      <span>
        {pointer.slice(1)}: <b className="font-semibold">{value}</b>
      </span>
    </dd>
  );
}
