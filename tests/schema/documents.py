"""What is in schema.graphql, and documents made from it."""

from pathlib import Path
from typing import Final

from graphql import GraphQLField, GraphQLInputObjectType, build_schema, get_named_type

SCHEMA_FILE: Final = Path(__file__).parents[2] / "schema.graphql"
SCHEMA: Final = build_schema(SCHEMA_FILE.read_text(encoding="utf-8"))

QUERIES: Final[dict[str, GraphQLField]] = SCHEMA.query_type.fields if SCHEMA.query_type else {}
MUTATIONS: Final[dict[str, GraphQLField]] = (
    SCHEMA.mutation_type.fields if SCHEMA.mutation_type else {}
)
# Answered to whoever asks; every other root field wants a sign-in.
OPEN_TO_ALL: Final = {"viewer", "serverInfo", "signIn", "signOut", "setPassword"}


def input_type(mutation: str) -> GraphQLInputObjectType | None:
    """The type of a mutation's one argument `input`; None for a mutation without."""
    argument = MUTATIONS[mutation].args.get("input")
    named = get_named_type(argument.type) if argument else None
    return named if isinstance(named, GraphQLInputObjectType) else None


def mutation_document(mutation: str) -> str:
    """A document that asks for nothing but what the user can correct."""
    named = input_type(mutation)
    if named is None:
        return f"mutation {{ {mutation} {{ errors {{ code message path }} }} }}"
    return (
        f"mutation ($input: {named.name}!) "
        f"{{ {mutation}(input: $input) {{ errors {{ code message path }} }} }}"
    )
