"""What is looked for among the jobs, by what it is called in the table of figures."""

BUSY_OWNER = "1"
FINGERPRINTS = tuple(f"{number:016x}" for number in range(50))

QUERIES = {
    "all": "",
    "state, most jobs": "state=succeeded",
    "state, few jobs": "state=dead",
    "several states": "state=queued&state=running&state=retrying",
    "queue": "queue=email",
    "rare queue": "queue=dead_letter",
    "name": "name=send-email",
    "rare name": "name=bench-sleeper",
    "name, queue and state": "name=send-email&queue=email&state=dead",
    "rare name, state": "name=bench-sleeper&state=cancelled",
    "owner": "owner=77",
    "busy owner": f"owner={BUSY_OWNER}",
    "busy owner, state": f"owner={BUSY_OWNER}&state=expired",
    "error": "error=ValueError",
    "rare error": "error=MemoryError",
    "fingerprint": f"error={FINGERPRINTS[7]}",
    "a day": "created_after={day}&created_before={next_day}",
    "a day, state": "created_after={day}&created_before={next_day}&state=expired",
    "id": "q={id}",
    "request id": "q=request-00000500",
    "tag": "tag=tenant:7",
    "rare tag": "tag=unusual",
    "word of names": "q=email",
    "word of all payloads": "q=kangaroo",
    "word of few payloads": "q=quokka",
    "word of one payload": "q=person4321",
    "two words": "q=kangaroo+quokka",
    "word, state": "q=kangaroo&state=expired",
    "word of errors": "q=luck",
    "no such word": "q=wombat",
}
