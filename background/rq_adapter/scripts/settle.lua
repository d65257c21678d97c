-- Record how an attempt ended.
-- ARGV: prefix, worker, id, execution, queue, verdict, end time (ISO 8601), began and ended (Unix seconds), result or traceback,
--       seconds, dead letter (JSON), name, attempt, and for the events: what follows, what failed, a note, the
--       most memory that it took (bytes, 0 where that is not known).
return settle(unpack(ARGV))
