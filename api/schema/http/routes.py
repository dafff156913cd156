"""The route over which GraphQL is asked."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.auth import network_of, viewer_of_session
from api.schema.context import Context
from api.schema.http.answers import method_refusal, refusal, result_answer
from api.schema.http.cookies import SESSION_COOKIE
from api.schema.http.requests import check_origin, read_operation


async def serve_graphql(request: Request) -> Response:
    """One operation: {query, operationName, variables} in, {data, errors} out."""
    try:
        check_origin(request)
        context = await _context(request)
        operation = await read_operation(request, signed_in=context.viewer is not None)
        result = await request.app.state.schema.execute(
            operation["query"],
            variable_values=operation.get("variables"),
            operation_name=operation.get("operationName"),
            context_value=context,
        )
    except Exception as error:  # noqa: BLE001  (every error is answered as JSON)
        return refusal(request, error)
    return result_answer(request, context, result)


async def refuse_method(request: Request) -> Response:
    """GraphQL is asked with POST: what changes something must not be a link."""
    return method_refusal(request)


async def _context(request: Request) -> Context:
    state = request.app.state
    now = state.clock()
    return Context(
        viewer=await viewer_of_session(request.cookies.get(SESSION_COOKIE), now),
        now=now,
        network=network_of(request.client.host if request.client else None),
        program=request.headers.get("user-agent", "")[:200],
        settings=state.settings,
        keys=state.keys,
        bodies=state.bodies,
        passwords=state.passwords,
        imports=state.imports,
    )


ROUTES: Final = [
    Route("/graphql", serve_graphql, methods=["POST"]),
    Route("/graphql", refuse_method, methods=["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]),
]
