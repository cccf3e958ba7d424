"""How plugins are found and asked; the only door to the library *pluggy*."""

from gridjustice.hooks.doctor import Ailment, examine_plugins
from gridjustice.hooks.finding import Candidate, find_plugins
from gridjustice.hooks.inventory import Offer, list_plugins
from gridjustice.hooks.plugins import Found, Plugins
from gridjustice.hooks.specifications import PROJECT, hookimpl

__all__ = [
    "PROJECT",
    "Ailment",
    "Candidate",
    "Found",
    "Offer",
    "Plugins",
    "examine_plugins",
    "find_plugins",
    "hookimpl",
    "list_plugins",
]
