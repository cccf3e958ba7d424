"""Whom the services of Apprise reach, as far as it is known: what a scheme leads to cannot be seen from outside.

A dispute's notice in a group is a breach that cannot be taken back. So a scheme is taken for one person only where it
is known to reach one, or where the office says so; and never where it is known to reach a group.
"""

from __future__ import annotations

import re

GROUPS = frozenset(
    {
        # The robots of a group; whom a message mentions there, everybody reads.
        *("wecombot", "dingtalk", "feishu", "lark"),
        *("discord", "fluxer", "fluxers", "gchat", "groupme", "guilded", "kook", "revolt", "ryver", "sogs", "spike"),
        *("stackfield", "synology", "synologys", "workflow", "workflows", "zoom"),
        # What is open to everybody.
        *("bluesky", "bsky", "humhub", "humhubs", "mastodon", "mastodons", "toot", "toots", "misskey", "misskeys"),
        *("irc", "ircs", "nostr", "reddit", "strmlabs"),
    }
)
"""Schemes that reach whoever is there: none of them is ever a channel to one person."""

_MAIL = re.compile(r"[A-Za-z0-9._+=~'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_ANY = re.compile(r"[^\x00-\x1f\x7f]+")
_ACCOUNT = re.compile(r"(?!all$)[A-Za-z0-9][A-Za-z0-9_.@-]*", re.IGNORECASE)
_PLAIN = re.compile(r"[\w.@+-]+")

PERSONS = {
    "wechat": _ACCOUNT,  # not "@all", the whole organisation; not "#2", a department; not "+3", a label
    "kakao": re.compile(r"(?!me$)[\w-]+", re.IGNORECASE),  # not "me", whose token it is
    "kakaotalk": re.compile(r"(?!me$)[\w-]+", re.IGNORECASE),
    "mailto": _MAIL,
    "mailtos": _MAIL,
    **dict.fromkeys(("json", "jsons", "form", "forms", "xml", "xmls"), _ANY),  # a gateway of the office's own
}
"""Schemes that reach one person, with the addresses that do: of the whole address."""


def addresses(scheme: str) -> re.Pattern[str]:
    """The addresses that may be put into a URL of a scheme; of one that is not known, plain words only."""
    return PERSONS.get(scheme, _PLAIN)
