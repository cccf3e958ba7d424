"""How plugins are found and asked; the only door to the library *pluggy*."""

from gridjustice.hooks.plugins import Found, Plugins
from gridjustice.hooks.specifications import PROJECT, hookimpl

__all__ = ["PROJECT", "Found", "Plugins", "hookimpl"]
