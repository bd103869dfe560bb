/** What to start, and that nothing is lost until then. */
export function NoWorkers() {
  return (
    <>
      Start one with <code>npm run worker</code>, or everything with <code>npm start</code>. Orders are taken as ever,
      and their mails leave when one runs.
    </>
  );
}
