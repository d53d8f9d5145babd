"""Keeps the listening sockets of this process on the loopback interface.

LocalStack 4.9 binds its IPv4 gateway to all interfaces, whatever host ``GATEWAY_LISTEN`` names.
Rather than correct that one place, every wildcard address is narrowed where it takes effect.
"""

from __future__ import annotations

import socket
from typing import Any

_WILDCARDS: dict[int, tuple[set[str], str]] = {
    socket.AF_INET: ({"", "0.0.0.0"}, "127.0.0.1"),
    socket.AF_INET6: ({"", "::"}, "::1"),
}


def narrow(family: int, address: Any) -> Any:
    """The address to bind instead: loopback for a wildcard, the same one for anything else.

    >>> narrow(socket.AF_INET, ("0.0.0.0", 4566))
    ('127.0.0.1', 4566)
    >>> narrow(socket.AF_INET6, ("::", 4566, 0, 0))
    ('::1', 4566, 0, 0)
    >>> narrow(socket.AF_INET, ("127.0.0.1", 4566))
    ('127.0.0.1', 4566)
    """
    wildcards, loopback = _WILDCARDS.get(family, (set(), ""))
    if isinstance(address, tuple) and address and address[0] in wildcards:
        return (loopback, *address[1:])
    return address


def keep_on_loopback() -> None:
    """From now on no socket of this process can be bound to all interfaces."""
    bind = socket.socket.bind

    def bind_narrowly(self: socket.socket, address: Any) -> None:
        bind(self, narrow(self.family, address))

    socket.socket.bind = bind_narrowly  # type: ignore[method-assign,assignment]
