import { payloadChanges } from "#components/console/payload/payload-change.ts";

/** Changed fields, old value above new value, marked with minus and plus. */
export function PayloadDiff({ before, after }: { before: unknown; after: unknown }) {
  const changes = payloadChanges(before, after);
  if (changes.length === 0) return null;
  return (
    <dl className="overflow-hidden rounded-control border border-line bg-sunken py-1.5 font-mono text-xs/5.5 wrap-anywhere">
      {changes.map((change) => (
        <div key={change.pointer}>
          <dt className="sr-only">{change.pointer}</dt>
          {change.before !== null && <DiffLine kind="old" pointer={change.pointer} value={change.before} />}
          {change.after !== null && <DiffLine kind="new" pointer={change.pointer} value={change.after} />}
        </div>
      ))}
    </dl>
  );
}

const tones = { old: "bg-dead-bg text-dead", new: "bg-replaying-bg text-replaying" };

/** One side of a change. */
export function DiffLine({ kind, pointer, value }: { kind: "old" | "new"; pointer: string; value: string }) {
  return (
    <dd className={`grid grid-cols-[28px_minmax(0,1fr)] px-3 ${tones[kind]}`}>
      <span>
        <span aria-hidden="true">{kind === "old" ? "−" : "+"}</span>
        <span className="sr-only">{kind}</span>
      </span>
      <span>
        {pointer.slice(1)}: <b className="font-semibold">{value}</b>
      </span>
    </dd>
  );
}
