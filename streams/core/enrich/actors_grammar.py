"""Small words and verb forms: enough grammar to tell who is the subject of a clause. Nothing here knows an actor."""

from __future__ import annotations

from .actors_words import ACTING, SAYING


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


BEING = _set("is are was were be been being isn't aren't wasn't weren't")
AUXILIARIES = BEING | _set(
    "has have had do does did will would can could may might must shall should hasn't haven't hadn't don't doesn't didn't won't wouldn't can't couldn't shouldn't cannot"
)
PLURAL_VERBS = _set("are were have say want plan do don't aren't weren't haven't deny accuse claim insist")
"""Forms that only a plural subject has: "the Taliban say"."""

VERBS = (
    AUXILIARIES
    | ACTING
    | _set("came went took made gave got saw began became left lost won held kept led let met put ran sold set stood spoke told thought")
)
ADVERBS = _set(
    "not also never still now already long just only even again soon then once often later too always ever yet so far n't therefore instead meanwhile reportedly itself himself herself themselves all both"
)
DETERMINERS = _set("the The a A an An this This that That these those its his her their Its His Her Their our no some any each every")
PREPOSITIONS = _set(
    "of in on at by for from with to into onto over under against between among near inside outside across through throughout within without about around toward towards behind beyond "
    "during despite via like including than per beside besides upon alongside amid"
)
"""Not those that begin a clause too: "after", "before", "since", "until", "as"."""
CONJUNCTIONS = _set("and but or nor while when after before since because although though if unless until whereas as so yet then")
SAYING_NOW = SAYING | _set("say deny accuse claim insist tell add warn announce argue call urge vow pledge")
OPENERS = _set("\" “ ( [ , ; — – - ' ‘ But And Yet So Still Now Then Later However Meanwhile but and")
"""What may stand before a sentence's first word of weight."""

EXPLETIVE = _set(
    "clear unclear likely unlikely possible impossible important difficult easy hard necessary essential vital crucial time too not no only because true good bad better best worth known unknown "
    "expected understood thought believed hoped feared reported illegal unusual interesting notable fair safe strange odd sad ironic premature rare common time up early late far obvious common"
)
"""After "it is": then "it" is nobody."""
NO_AGENT = _set(
    "seems seemed appears appeared takes took rains rained turns turned happens happened emerged follows followed remains remained looks looked means meant"
)
"""Verbs whose "it" is mostly nobody, or what was just said."""

AGENTIVE = SAYING_NOW | _set(
    "plans planned wants wanted hopes hoped fears feared seeks sought refuses refused offered offers decided decides agreed agrees supports supported backs backed launched expects expected condemned "
    "demanded demands threatened threatens retaliated blamed blames employs hired bought acquired operates owns"
)
"""Verbs whose subject is somebody: "It plans" speaks of an actor, "It fell" may speak of anything."""


def is_verb(word: str) -> bool:
    """A finite verb or a participle, in lower case; some are missed, and some nouns are taken for one."""
    return word in VERBS or (len(word) > 4 and word.endswith("ed") and word.islower())


def is_adverb(word: str) -> bool:
    return word in ADVERBS or (len(word) > 3 and word.endswith("ly"))


def follows_noun(word: str) -> bool:
    """May the word behind a noun be there without making it a part of a longer name for something else: "the party said", not "the party leader"?"""
    return not word[:1].isalnum() or word == "'s" or word in _AFTER or is_verb(word) or (word.endswith("ly") and word != "family")


_AFTER = PREPOSITIONS - {"of"} | CONJUNCTIONS | ADVERBS
