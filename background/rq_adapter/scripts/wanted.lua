-- Shared part: the fields of a job's hash of which a worker makes its run, besides the number of the attempt.

local WANTED = {'data', 'meta', 'created_at', 'description', 'crashes', 'replayed_at'}

