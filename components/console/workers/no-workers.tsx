/** How to start a worker. */
export function NoWorkers() {
  return (
    <>
      Start one with <code>npm run worker</code>, or everything with <code>npm start</code>. Orders are still accepted,
      and messages are sent once a worker runs.
    </>
  );
}
