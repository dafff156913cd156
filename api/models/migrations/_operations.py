"""Operations that Tortoise's own leave something out of."""

from tortoise.migrations import operations as ops
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State


class CreateTable(ops.CreateModel):
    """Creates the table of a model together with the check constraints of its `Meta`.

    Tortoise's CreateModel leaves those out without a word. SQLite takes them by remaking the table,
    all at once, which is harmless while the table is new and empty; indexes come after it.
    """

    async def database_forward(
        self,
        app_label: str,
        old_state: State,
        new_state: State,
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        """Runs the statements."""
        await super().database_forward(app_label, old_state, new_state, state_editor)
        if state_editor is None:
            return
        model = new_state.apps.get_model(f"{app_label}.{self.name}")
        for constraint in model._meta.constraints or ():
            await state_editor.add_constraint(model, constraint)
            if state_editor.DIALECT == "sqlite":
                break
