"""Which links may be followed."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import NatsBridgeError
from .log import redact_url
from .settings import allowed_link_origins, fileserver_url, origin_of, whole_number

DEFAULT_MAX_DOWNLOAD_BYTES = 1_073_741_824


@dataclass(frozen=True)
class LinkPolicy:
    """Links are hostile input: only http(s), only from allowed origins, only up to a size.

    ``origins`` is ``"any"`` or a list; ``max_bytes`` is None for no limit. Times are in ms, 0 for none.
    """

    origins: list[str] | str
    max_bytes: int | None = DEFAULT_MAX_DOWNLOAD_BYTES
    headers_timeout: int = 15_000
    idle_timeout: int = 30_000
    total_timeout: int = 0

    def assert_allowed(self, url: str) -> None:
        """
        :raises NatsBridgeError: ``link_forbidden``, naming the origin and how to allow it.
        """
        try:
            origin = origin_of(url, "link")
        except NatsBridgeError as error:
            raise NatsBridgeError("link_forbidden", f"{redact_url(url)!r} is no link that may be read: {error.message}") from error
        if self.origins != "any" and origin not in self.origins:
            raise NatsBridgeError(
                "link_forbidden",
                f"the link leads to {origin}, which is not allowed; if you trust it, add it to allowed_link_origins "
                "(or NATSBRIDGE_ALLOWED_LINK_ORIGINS)",
            )


def make_link_policy(
    fileserver: str | None = None,
    origins: object = None,
    max_download_bytes: int | None = DEFAULT_MAX_DOWNLOAD_BYTES,
    headers_timeout: int = 15_000,
    idle_timeout: int = 30_000,
    total_timeout: int = 0,
) -> LinkPolicy:
    allowed = allowed_link_origins(origins)
    if isinstance(allowed, list):
        allowed = [origin_of(fileserver_url(fileserver), "fileserver_url"), *allowed]
    if max_download_bytes is not None:
        whole_number("max_download_bytes", max_download_bytes)
    for name, value in (("headers_timeout", headers_timeout), ("idle_timeout", idle_timeout), ("total_timeout", total_timeout)):
        whole_number(name, value)
    return LinkPolicy(allowed, max_download_bytes, headers_timeout, idle_timeout, total_timeout)
