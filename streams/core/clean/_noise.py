"""Lines around a story that are not the story: one row a kind, tried on each block by itself.

A pattern sees at most the first 400 code points; blocks longer than a rule's limit are never noise of its kind. When in doubt
the line stays: a lost sentence is worse than a kept label.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ._blocks import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._blocks import Block

SEEN = 400
"""How much of a block a pattern may look at."""
SHORT = 120
"""Two rules in three are for lines at most so long."""

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_DAY = rf"(?:\d{{4}}-\d\d?-\d\d?|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
_CLOCK = r"(?:(?:,|at|-|–|\||t)? ?\d{1,2}[:.]\d\d(?:[:.]\d\d)? ?(?:[ap]\.?m\.?)?(?: ?\(?(?:[a-z]{2,5}|[+-]\d\d:?\d\d)\)?)?)?"
_CREDIT = r"(?:AP Photo|Getty Images?|Reuters/|EPA(?:-EFE)?/|AFP/|Xinhua/|Kyodo/|Yonhap/|File Photo|File|Photo by|Image:|Photo:|Shutterstock|Pool)"


class Rule(NamedTuple):
    reason: str
    confidence: float
    longest: int
    """Code points; a longer block is not looked at."""
    pattern: re.Pattern[str]
    hints: tuple[str, ...] = ()
    """One of them is in the folded text of each block that the pattern matches: most articles have none, and the rule is spared."""
    tail: int = 0
    """So many code points at the end of a block are searched; 0: the pattern stands at its beginning."""


def _rule(reason: str, confidence: float, longest: int, pattern: str, *hints: str) -> Rule:
    return Rule(reason, confidence, longest, re.compile(pattern, re.IGNORECASE), hints)


def _ending(tail: int, pattern: str, *hints: str) -> Rule:
    """The credit at the end of a caption."""
    return Rule("caption", 0.9, SEEN, re.compile(pattern), hints, tail)


RULES: tuple[Rule, ...] = (
    _rule(
        "advertisement",
        0.98,
        120,
        r"[\W_]{0,20}(?:advertisements?|advertising|ad|ads|sponsored(?: content| post)?|sponsored by .{1,60}|promoted(?: content)?|paid (?:content|post)"
        r"|(?:story|article) continues (?:below|after).{0,60}|continue reading below.{0,40}|scroll to continue.{0,40}|skip advertisement"
        r"|anzeige|werbung|publicité|publicidad|pubblicità|publicidade|advertentie|reklama|реклама|広告|广告)[\W_]{0,20}\Z",
    ),
    _rule(
        "related_links",
        0.9,
        240,
        r"[\W_]{0,5}(?:(?:read more|read also|also read|read next|see also|more on this(?: story)?|must read|in pictures|you may also like|don't miss)\b(?:\s?[:|]|\Z| about| on )"
        r"|(?:read|related|watch|listen|explainer|opinion)\s?[:|] ?\S|related (?:articles?|stories|coverage|topics?|news|links|content)\b|more from\b|(?:lire aussi|lesen sie auch|lea también|leggi anche|leia também)\b)",
    ),
    _rule(
        "promo",
        0.9,
        240,
        r"[\W_]{0,5}(?:click here\b|tap here\b|subscribe (?:to|now|today|for)\b|sign up (?:for|to|now|here)\b|follow (?:us|@)|download (?:the|our) .{0,40}\bapp\b"
        r"|join our\b|get (?:the latest|our) .{0,60}(?:newsletter|inbox|alerts)|(?:most read|most popular|trending(?: now)?|top stories|recommended(?: for you)?|latest news|breaking news alerts?|newsletters?)\W{0,3}\Z"
        r"|(?:this|the full) (?:article|story|content) is (?:only )?(?:for|available (?:only )?to|reserved for) (?:paying )?subscribers|enjoying this article|support (?:our|independent) journalism|already a subscriber|to continue reading\b)",
    ),
    _rule("timestamp", 0.95, 60, r"\d{1,3}[ -]min(?:ute)?s?(?: read)?\W?\Z|reading time\W{0,3}\d"),
    _rule("timestamp", 0.95, 60, rf"(?:{_WEEKDAY},? )?{_DAY}{_CLOCK}[.,)]?\Z"),
    _rule(
        "timestamp",
        0.95,
        110,
        rf"(?:last |first )?(?:updated|published|posted|modified|created)(?: on| at)? ?:? ?(?:(?:{_WEEKDAY},? )?{_DAY}|\d{{1,2}} ?(?:{_MONTH})?.{{0,12}}\d\d[:.]\d\d"
        r"|(?:an?|\d{1,3}|one|two|three|few) (?:second|minute|hour|day|week|month)s? ago|today\b|yesterday\b)[^.!?]{0,60}(?:[ap]\.m\.[ \w()+:-]{0,20})?\Z",
    ),
    _rule(
        "copyright",
        0.95,
        400,
        r"[\W_]{0,5}(?:©|\(c\) ?\d{4}|copyright ?(?:©|\(c\)|\d{4}))|.{0,200}\ball rights reserved\b|.{0,200}\bmay not be (?:published, broadcast|reproduced|republished)",
        "©",
        "(c)",
        "copyright",
        "all rights reserved",
        "may not be",
    ),
    _rule(
        "cookie",
        0.9,
        400,
        r"(?:we|this (?:web)?site|our (?:web)?site) (?:and our partners )?uses? cookies(?= to\b| and\b| on\b| for\b| in order|\W{0,3}\Z)|(?:accept|reject|manage)(?: all)? cookies\W?\Z|cookie (?:policy|settings|preferences)\W?\Z"
        r"|by (?:continuing to use|using|browsing) (?:this|our) (?:web)?site\b",
    ),
    _rule(
        "social",
        0.9,
        80,
        r"(?:share|tweet|email|e-mail|print|save|bookmark|like|pin it)(?: (?:this|on|via|to|with|by) .{1,40})?\W{0,3}\Z"
        r"|(?:copy link|link copied|share this\b.{0,40}|\d{0,6} ?(?:comments?|shares?|likes|views)(?: ?\(?\d{1,6}\)?)?|(?:leave|post|add) a comment|view comments|join the (?:conversation|discussion))\W{0,3}\Z",
    ),
    _rule(
        "caption",
        0.9,
        120,
        r"(?:photo|image|picture|file photo|file picture|photograph)(?: (?:credit|source|caption|by|courtesy))?\s?[:/|©]",
    ),
    _rule(
        "caption",
        0.9,
        120,
        r"(?:credit|photo credit|image credit|pic|representational image|representative image)\s?[:/|].{1,80}\Z|file photo\W?\Z",
    ),
    _ending(120, rf"\((?:{_CREDIT})[^()]{{0,80}}\)\W{{0,3}}\Z"),
    _ending(60, r"\b(?:AP Photo|REUTERS)/[\w .'-]{2,40}\)?\.?\Z", "ap photo/", "reuters/"),
    _ending(24, r"[|/:] ?(?:Getty Images|AFP|Reuters|AP|EPA|Shutterstock)\W{0,2}\Z|(?:via |/)Getty Images\W{0,2}\Z"),
    _rule("separator", 0.95, 80, r"[^\w\"'“”‘’(]+\Z|-30-\Z|_+\Z|(?:ends?|more follows|\(?more\)?)\Z"),
    _rule("page_number", 0.9, 30, r"page \d{1,4}(?: of \d{1,4})?\Z|[-–—] ?\d{1,4} ?[-–—]\Z"),
)

_NETWORKS = frozenset(
    "facebook twitter whatsapp linkedin reddit telegram messenger instagram youtube pinterest flipboard tiktok bluesky".split()
)
_BESIDE = frozenset("x email e-mail e mail print share copy link and on threads".split())
"""Words between the names of networks on a row of buttons; alone they say nothing."""


class Rules(NamedTuple):
    """Those that can match a block of a text, and of them those for blocks longer than `SHORT`, as most of a story's are."""

    every: Sequence[Rule]
    long: Sequence[Rule]

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> Rules:
        return cls(rules, [rule for rule in rules if rule.longest > SHORT])


_ALL = Rules.of(RULES)


def rules_for(text: str) -> Rules:
    """The rules that can match a block of `text`."""
    folded = text.casefold()
    return Rules.of([rule for rule in RULES if not rule.hints or any(hint in folded for hint in rule.hints)])


def noise(block: Block, rules: Rules = _ALL) -> tuple[str, float] | None:
    """(reason, confidence) when the block is noise by itself. `rules` are those of the article (`rules_for`)."""
    text = block.text
    if len(text) > SEEN:
        return None
    length = len(text)
    for rule in rules.every if length <= SHORT else rules.long:
        if length <= rule.longest and (rule.pattern.search(text, max(0, length - rule.tail)) if rule.tail else rule.pattern.match(text)):
            return rule.reason, rule.confidence
    if length <= 80 and (first := words(text[:20])) and first[0].casefold() in _NETWORKS | _BESIDE:
        said = {word.casefold() for word in words(text)}
        if said & _NETWORKS and said <= _NETWORKS | _BESIDE:
            return "social", 0.9
    return None
