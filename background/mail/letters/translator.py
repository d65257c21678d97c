"""Puts translations into a template when it is loaded, so that a mail costs no look-ups."""

import re
from collections.abc import Iterator

from django.utils import translation
from jinja2 import nodes
from jinja2.visitor import NodeTransformer

_TOLD = re.compile(r"%\((\w+)\)s")


class Translator(NodeTransformer):
    """Replaces `_("Hello %(name)s,", name=name)` by what it says in a language; plurals depend on numbers, so they stay."""

    def __init__(self, language: str) -> None:
        self._language = language

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802  # Jinja's name
        return nodes.Output([part for child in node.nodes for part in self._parts(child)], lineno=node.lineno)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802  # Jinja's name
        if not _is_text(node) or node.kwargs:
            return self.generic_visit(node)
        return nodes.MarkSafeIfAutoescape(nodes.Const(self._translated(node), lineno=node.lineno), lineno=node.lineno)

    def _parts(self, node: nodes.Node) -> Iterator[nodes.Node]:
        """Text as it is, and what it is told, each to be escaped as the template says."""
        if not (isinstance(node, nodes.Call) and _is_text(node)):
            yield self.visit(node)
            return
        told = {keyword.key: keyword.value for keyword in node.kwargs}
        for place, part in enumerate(_TOLD.split(self._translated(node))):
            yield told[part] if place % 2 else nodes.TemplateData(part, lineno=node.lineno)

    def _translated(self, node: nodes.Call) -> str:
        with translation.override(self._language):
            return translation.gettext(node.args[0].as_const())


def _is_text(node: nodes.Call) -> bool:
    return isinstance(node.node, nodes.Name) and node.node.name == "_" and isinstance(node.args[0], nodes.Const)
