-- Record how an attempt ended.
-- ARGV: prefix, worker, id, execution, queue, verdict, end time (ISO 8601), began and ended (Unix seconds),
--       outcome field and its value (base64), seconds, dead letter (JSON).
return settle(unpack(ARGV))
