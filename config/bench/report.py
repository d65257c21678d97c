"""What was measured, as a table for people and as JSON."""

from collections.abc import Sequence

from rich import box
from rich.table import Table

from config.bench.measurement import Measurement
from config.bench.rounds import Outcome


def as_json(outcome: Outcome, *, facts: dict[str, object]) -> dict[str, object]:
    return {
        **facts,
        "figures": [figure.as_json() for figure in outcome.figures],
        "faults": [{"measurement": fault.measurement, "system": fault.system, "reason": fault.reason} for fault in outcome.faults],
    }


def table(outcome: Outcome, measured: Sequence[Measurement]) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("what", "system"):
        table.add_column(column, no_wrap=True)
    for column in ("median", "min .. max", "times"):
        table.add_column(column, justify="right", no_wrap=True)
    for measurement in measured:
        _add(table, measurement, outcome)
        table.add_section()
    return table


def _add(table: Table, measurement: Measurement, outcome: Outcome) -> None:
    for name, unit in measurement.figures.items():
        for figure in outcome.figures:
            if (figure.measurement, figure.figure) == (measurement.name, name):
                spread = f"{_number(min(figure.values))} .. {_number(max(figure.values))}"
                times = "" if figure.ratio is None else f"{figure.ratio:.2f} {figure.baseline}"
                table.add_row(f"{measurement.name}: {name}, {unit}", figure.system, _number(figure.median), spread, times)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"
