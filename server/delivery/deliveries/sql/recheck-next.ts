/**
 * Common table expressions that make the relay check the first waiting delivery of each sequence that a row of `from` (id,
 * handler, subject, ordered) has left. They write even if it is due: the relay may be checking it with old data. Never before
 * the end of an undo window. Rows are locked in the order of IDs, which avoids deadlocks.
 */
export const recheckNext = (from: string): string => `
  next_in_line as materialized (
    select (select w.id from delivery w where w.handler = l.handler and w.subject = l.subject and w.ordered
            and w.state = 'waiting' and w.id not in (select id from ${from})
            order by w.position, w.revision, w.id limit 1) as id
    from ${from} l where l.ordered
  ), held_in_line as materialized (
    select w.id from next_in_line n join delivery w on w.id = n.id where w.state = 'waiting' order by w.id for update of w
  ), rechecked as (
    update delivery w set check_at = greatest(now(), w.release_at)
    from held_in_line h where w.id = h.id and w.state = 'waiting'
  )`;
