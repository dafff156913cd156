"""GraphQL over HTTP: POST of JSON, and JSON for every answer and every error.

After the GraphQL over HTTP specification. What is wrong with the request is told; what is wrong
with us is logged, and the client gets the request id.
"""

from api.schema.http.cookies import SESSION_COOKIE
from api.schema.http.routes import routes

__all__ = ["SESSION_COOKIE", "routes"]
