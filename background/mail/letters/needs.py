"""What a template has to be told before a mail can be written from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.template import engines
from jinja2 import Environment, UndefinedError, meta, nodes

from background.mail.letters.letter import render, supplied

_DOES_WITHOUT = {"default", "d", "defined", "undefined"}
"""Filters and tests by which a template says that a name may be missing."""


@dataclass(frozen=True, slots=True)
class Needs:
    """`names` are those that a template says, and that nobody but its caller can supply."""

    template: str
    names: frozenset[str]

    def missing_in(self, context: Mapping[str, object], *, locale: str = "") -> tuple[str, ...]:
        """Names for want of which it cannot be written; one that only a branch says which is not taken is not missed."""
        missing = self.names - context.keys()
        return tuple(sorted(missing)) if missing and not self._is_enough(context, locale) else ()

    def _is_enough(self, context: Mapping[str, object], locale: str) -> bool:
        try:
            render(self.template, context, locale=locale)
        except UndefinedError:
            return False
        return True


def needs_of(template: str) -> Needs:
    """Of both files of a template, and of all that they extend, import and include."""
    environment: Environment = engines["emails"].env  # type: ignore[attr-defined]  # of Jinja2
    trees = [tree for kind in ("txt", "html") for tree in _trees(f"emails/{template}.{kind}", environment)]
    said = {name for tree in trees for name in meta.find_undeclared_variables(tree)}
    known = {name for tree in trees for name in (*_optional(tree), *_made(tree))}
    return Needs(template, frozenset(said - known - environment.globals.keys() - supplied()))


def _trees(name: str, environment: Environment) -> Iterator[nodes.Template]:
    source, _, _ = environment.loader.get_source(environment, name)  # type: ignore[union-attr]  # there is one
    tree = environment.parse(source)
    yield tree
    for other in meta.find_referenced_templates(tree):
        if other:
            yield from _trees(other, environment)


def _optional(tree: nodes.Template) -> Iterator[str]:
    for asked in tree.find_all((nodes.Filter, nodes.Test)):
        if asked.name in _DOES_WITHOUT and isinstance(asked.node, nodes.Name):
            yield asked.node.name


def _made(tree: nodes.Template) -> Iterator[str]:
    """Names that it imports; in its blocks Jinja takes them for the context's."""
    for taken in tree.find_all(nodes.FromImport):
        yield from (name if isinstance(name, str) else name[1] for name in taken.names)
    for module in tree.find_all(nodes.Import):
        yield module.target
