"""How deep a document goes, and how many aliases and directives it has."""

from typing import Final, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from api.errors import TooComplex

# The page's deepest query has six: calendarFeeds, edges, node, programs, fetchesPerDay, day.
DEEPEST: Final = 10
MOST_ALIASES: Final = 15
MOST_DIRECTIVES: Final = 50

# The queries of tools about the schema go about 13 deep, and are priced like all others.
_INTROSPECTION: Final = {"__schema", "__type"}


class Extent(NamedTuple):
    """What a selection comes to, with all that is spread in it."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0


def check_extent(document: DocumentNode) -> None:
    """Raises TooComplex for a document of which an operation goes too far.

    Takes any document that was parsed, also one that GraphQL's rules refuse.
    """
    measure = _Measure(document)
    for part in document.definitions:
        if isinstance(part, OperationDefinitionNode):
            _check(measure.operation(part))


def _check(extent: Extent) -> None:
    if extent.depth > DEEPEST:
        raise TooComplex(
            f"This query goes {extent.depth:,} fields deep; {DEEPEST} are taken. Ask for an inner "
            "object by its id, with `node`, in another request.",
            {"depth": extent.depth, "bound": DEEPEST},
        )
    if extent.aliases > MOST_ALIASES:
        raise TooComplex(
            f"This query has {extent.aliases:,} aliases; {MOST_ALIASES} are taken. Those of a "
            "fragment count each time it is spread. Send several requests.",
            {"aliases": extent.aliases, "bound": MOST_ALIASES},
        )
    if extent.directives > MOST_DIRECTIVES:
        raise TooComplex(
            f"This query has {extent.directives:,} directives; {MOST_DIRECTIVES} are taken. "
            "Those of a fragment count each time it is spread. Send several requests.",
            {"directives": extent.directives, "bound": MOST_DIRECTIVES},
        )


class _Measure:
    """Measures the operations of one document; each of its fragments once."""

    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            part.name.value: part
            for part in document.definitions
            if isinstance(part, FragmentDefinitionNode)
        }
        self._measured: dict[str, Extent] = {}

    def operation(self, operation: OperationDefinitionNode) -> Extent:
        """The extent of an operation with its own directives."""
        own = len(operation.directives or ()) + sum(
            len(variable.directives or ()) for variable in operation.variable_definitions or ()
        )
        depth, aliases, directives = self._selection(operation.selection_set)
        return Extent(depth, aliases, directives + own)

    def _selection(self, selection_set: SelectionSetNode | None) -> Extent:
        """The extent of a selection: one frame of the stack for each level."""
        depth = aliases = directives = 0
        for node in selection_set.selections if selection_set else ():
            directives += len(node.directives or ())
            inner = Extent()
            if isinstance(node, FragmentSpreadNode):
                inner = self._fragment(node.name.value)
            elif isinstance(node, FieldNode | InlineFragmentNode):
                inner = self._selection(node.selection_set)
            deep = inner.depth
            if isinstance(node, FieldNode):
                aliases += node.alias is not None
                deep = 1 if node.name.value in _INTROSPECTION else deep + 1
            depth = max(depth, deep)
            aliases += inner.aliases
            directives += inner.directives
        return Extent(depth, aliases, directives)

    def _fragment(self, name: str) -> Extent:
        """The extent of a fragment; nothing for one that is missing, or spread in itself."""
        if name not in self._measured and name in self._fragments:
            self._measured[name] = Extent()
            fragment = self._fragments[name]
            inner = self._selection(fragment.selection_set)
            own = len(fragment.directives or ())
            self._measured[name] = inner._replace(directives=inner.directives + own)
        return self._measured.get(name, Extent())
