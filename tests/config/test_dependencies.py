"""The page about dependencies and `pyproject.toml` name the same packages."""

import re
import tomllib

from config.env import ROOT


def test_every_direct_dependency_has_its_reason_and_nothing_else_has() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    explained = re.findall(r"^\| (?!package)([\w-]+) \| \S", (ROOT / "docs/dependencies.md").read_text(), re.MULTILINE)

    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    assert explained == [re.split(r"[\[<>=~!]", requirement)[0] for requirement in wanted]
