"""Is this text a page of HTML, or a piece of one? Decided from its beginning and its tags; a text with a stray tag stays a text."""

from __future__ import annotations

import re

# Every part takes all it can and gives nothing back, so a hostile beginning is read once.
_ATTRIBUTES = r"""(?:[^<>"']++|"[^"]*+"|'[^']*+')*+"""
_BEFORE = (
    r"(?:\s++|\ufeff"
    r"|<!--(?:-?>|.*?--!?>)"
    r"|<!\[CDATA\[|<[!?](?!doctype)[^<>]*+>"  # what stands for a comment in HTML: `<?xml …?>`, `<![if !IE]>`
    rf"|<(?:meta|link|base)(?=[\s/>]){_ATTRIBUTES}>"
    rf"|<(script|style|title|noscript)(?=[\s/>]){_ATTRIBUTES}>.*?</\1(?=[\s/>])[^<>]*+>"
    r")*+"
)
_PAGE = re.compile(rf"{_BEFORE}<(?:!doctype\s++html|html|head|body)(?=[\s/>])", re.IGNORECASE | re.DOTALL)
_BLOCK = re.compile(
    r"<(?:p|div|article|section|br|h[1-6]|ul|ol|li|table|blockquote|figure|span|script|style)(?:\s[^<>]{0,500})?/?>", re.IGNORECASE
)
_CLOSING = re.compile(r"</(?:p|div|article|section|h[1-6]|ul|ol|table|blockquote|figure|span|script|style)>", re.IGNORECASE)


def is_page(text: str) -> bool:
    """Whether it is a whole page, with a menu and a footer maybe, and no piece of markup. A mark of the byte order, comments, scripts and
    what else belongs in a head may stand before the tag that says so."""
    return _PAGE.match(text) is not None


def is_html(text: str) -> bool:
    """True for a page, and for a fragment with several block tags that are closed: `<p>One.</p><p>Two.</p>`."""
    if "<" not in text:
        return False
    if is_page(text):
        return True
    opened = sum(1 for _, _ in zip(range(3), _BLOCK.finditer(text), strict=False))
    closed = sum(1 for _, _ in zip(range(2), _CLOSING.finditer(text), strict=False))
    return (opened >= 2 and closed >= 1) or (opened >= 1 and closed >= 1 and text.lstrip()[:1] == "<")
