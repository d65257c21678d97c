"""Everything that can be measured, in the order in which it is."""

from config.bench.measurements.depth import DEPTH
from config.bench.measurements.enqueue import ENQUEUE
from config.bench.measurements.noop import NOOP
from config.bench.measurements.pickup import PICKUP
from config.bench.measurements.process_memory import PROCESS_MEMORY
from config.bench.measurements.redis_memory import REDIS_MEMORY
from config.bench.measurements.sleepers import SLEEPERS

ALL = {measurement.name: measurement for measurement in (NOOP, SLEEPERS, PICKUP, ENQUEUE, DEPTH, REDIS_MEMORY, PROCESS_MEMORY)}
