"""Is this text a page of HTML? Decided from its beginning and its tags; a text with a stray tag stays a text."""

from __future__ import annotations

import re

_PAGE = re.compile(
    r"\ufeff?\s*+(?:<\?xml[^>]{0,200}>\s*+)?(?:<!--[^>]{0,500}-->\s*+)*+<(?:!doctype\s++html|html|head|body)\b", re.IGNORECASE
)
_BLOCK = re.compile(
    r"<(?:p|div|article|section|br|h[1-6]|ul|ol|li|table|blockquote|figure|span|script|style)(?:\s[^<>]{0,500})?/?>", re.IGNORECASE
)
_CLOSING = re.compile(r"</(?:p|div|article|section|h[1-6]|ul|ol|table|blockquote|figure|span|script|style)>", re.IGNORECASE)


def is_html(text: str) -> bool:
    """True for a page, and for a fragment with several block tags that are closed: `<p>One.</p><p>Two.</p>`."""
    if "<" not in text:
        return False
    if _PAGE.match(text):
        return True
    opened = sum(1 for _, _ in zip(range(3), _BLOCK.finditer(text), strict=False))
    closed = sum(1 for _, _ in zip(range(2), _CLOSING.finditer(text), strict=False))
    return (opened >= 2 and closed >= 1) or (opened >= 1 and closed >= 1 and text.lstrip()[:1] == "<")
