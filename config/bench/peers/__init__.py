"""Other queues, beside us in the same run: `bin/bench queue --peers`. None of them is a dependency of the product."""
