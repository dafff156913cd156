"""The route over which GraphQL is asked."""

from collections.abc import Sequence

from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.auth import Host, Viewer, network_of
from api.errors import NoSuchAddress
from api.models.time_bound import time_bound
from api.schema.context import Context
from api.schema.http.answers import check_size, method_refusal, refusal, result_answer
from api.schema.http.asking import check_page, identify
from api.schema.http.cors import cross_origin
from api.schema.http.requests import read_operation


async def serve_graphql(request: Request) -> Response:
    """One operation: {query, operationName, variables} in, {data, errors} out."""
    try:
        check_page(request)
        operation = await read_operation(request, lambda: _is_known(request))
        # Only now: whoever was let go while the body came may do nothing more.
        context = await _context(request)
        async with time_bound(request.app.state.settings.operation_seconds):
            result = await request.app.state.schema.execute(
                operation["query"],
                variable_values=operation.get("variables"),
                operation_name=operation.get("operationName"),
                context_value=context,
            )
        check_size(result)
        return result_answer(request, context, result)
    except Exception as error:  # noqa: BLE001  (every error is answered as JSON)
        return refusal(request, error)


class Operations(HTTPEndpoint):
    """GraphQL is asked with POST: what changes something must not be a link."""

    async def post(self, request: Request) -> Response:
        """One operation."""
        return await serve_graphql(request)

    async def method_not_allowed(self, request: Request) -> Response:
        """Every other method, also those that nobody has heard of."""
        return method_refusal(request)


class Nothing(HTTPEndpoint):
    """What is below the address, such as a slash too many: an error that a client can read."""

    async def method_not_allowed(self, request: Request) -> Response:
        """Every method."""
        return refusal(request, NoSuchAddress())


async def _is_known(request: Request) -> bool:
    return await identify(request, request.app.state.clock()) is not None


async def _context(request: Request) -> Context:
    state = request.app.state
    now = state.clock()
    asker = await identify(request, now)
    return Context(
        viewer=asker if isinstance(asker, Viewer) else None,
        host=asker if isinstance(asker, Host) else None,
        now=now,
        network=network_of(request.client.host if request.client else None),
        user_agent=request.headers.get("user-agent", "")[:200],
        settings=state.settings,
        keys=state.keys,
        bodies=state.bodies,
        passwords=state.passwords,
        imports=state.imports,
    )


def routes(allowed_origins: Sequence[str]) -> list[Route]:
    """The routes; pages of these origins may ask too, with a bearer token."""
    across = cross_origin(allowed_origins)
    return [
        Route("/graphql", Operations, middleware=across),
        Route("/graphql/{below:path}", Nothing, middleware=across),
    ]
