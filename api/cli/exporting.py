"""The command that prints the GraphQL schema."""

import click

from api.schema import build_schema


@click.command()
def export_schema() -> None:
    """Print the GraphQL schema."""
    click.echo(build_schema(introspection=True).as_str())
