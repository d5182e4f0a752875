"""What the server promises a browser: where scripts may come from, who may frame what, which host.

Dash's inline scripts are allowed by their hashes; styles inline, because Plotly and the component
library write them. Embedded charts alone may stand in other sites' frames.
"""

from __future__ import annotations

import os

import limits
from dash import Dash
from dash.exceptions import DependencyException
from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard.answers import trouble
from etl.errors import BusyError

BODY_BYTES = 1_000_000
QUERY_CHARACTERS = 4_000
CLICKS = "600 per minute"
"""What one caller may ask of each address, counted by each worker; scripts are not counted."""
DAYS = "20 per minute"
"""Of how many new days one caller may ask for the tables as known then, counted by each worker."""
UNCOUNTED = ("/_dash-component-suites/", "/assets/", "/healthz", "/readyz")
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_COMMON = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; "
)


def limited(server: Flask) -> Limiter:
    """Count what each caller asks, by its address; what has no limit of its own has CLICKS.

    `AMUR_PROXIES` says how many proxies stand in front, each of which names whom it asks for. With
    none (the default) such a name is not believed: anybody can write one.
    """
    proxies = int(os.environ.get("AMUR_PROXIES", "0"))
    if proxies:
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=proxies)  # type: ignore[method-assign]
    limiter = Limiter(
        get_remote_address,
        app=server,
        storage_uri="memory://",
        headers_enabled=True,
        default_limits=[CLICKS],
    )
    limiter.request_filter(lambda: request.path.startswith(UNCOUNTED))
    return limiter


def admit_day(limiter: Limiter) -> None:
    """Count a day whose tables are to be built; raises BusyError for a caller of too many."""
    if not limiter.limiter.hit(limits.parse(DAYS), "days", get_remote_address()):
        raise BusyError(
            f"Tables as known on a day can be asked for {DAYS} at most, those at hand not counted. "
            "Wait a minute, then go on."
        )


def protect(app: Dash) -> None:
    """Add the headers and bounds to the app's server.

    `AMUR_HOSTS` (names by comma) restricts which hosts the server answers to.
    """
    server: Flask = app.server
    server.debug = False  # whatever FLASK_DEBUG says: a traceback is for nobody outside
    hosts = [name for name in os.environ.get("AMUR_HOSTS", "").split(",") if name]
    server.config["TRUSTED_HOSTS"] = hosts or None
    server.config["MAX_CONTENT_LENGTH"] = BODY_BYTES
    page = f"{_COMMON}frame-ancestors 'none'; script-src 'self' {' '.join(app.csp_hashes())}"
    # An embedded chart is one inline script that differs with its data, in a page without cookies.
    embed = f"{_COMMON}frame-ancestors *; script-src 'self' 'unsafe-inline'"
    document = f"{_COMMON}frame-ancestors 'none'; script-src 'self' 'unsafe-inline'"

    @server.errorhandler(DependencyException)
    def no_such_script(error: Exception) -> Response:
        return Response("There is no such script.\n", 404, mimetype="text/plain")

    @server.before_request
    def bound() -> Response | None:
        if len(request.query_string) > QUERY_CHARACTERS:
            return trouble(414, "invalid", "The address is too long. Ask for less at once.")
        return None

    @server.after_request
    def harden(response: Response) -> Response:
        response.headers.update(EVERYWHERE)
        policy = embed if request.path.startswith("/embed/") else page
        if request.path.startswith("/api"):
            policy = document  # the reader of the API's document starts from an inline script
        response.headers["Content-Security-Policy"] = policy
        return response
