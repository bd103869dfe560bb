/** Secret of a new token, shown once. */
export function TokenSecret({ secret }: { secret: string }) {
  return (
    <div className="mt-3 grid max-w-[720px] gap-2 rounded-panel border border-line bg-sunken p-3">
      <p>
        <b className="font-semibold">Copy it now.</b>{" "}
        <span className="text-fg-2">Only its hash is stored. It cannot be shown again.</span>
      </p>
      <code className="wrap-anywhere">{secret}</code>
    </div>
  );
}
