"""Definite nominals: "the ruling party", "the military", "the company", "the president", "the 44-year-old".

A nominal is an actor only when the article leaves one choice: the one party it has named, the only president in it, the national army
of the one country it is about. What could be two is left out, and so is what a restriction follows ("the company that …", "the bank of …").
A span has no article and no owner: "ruling party".
"""

from __future__ import annotations

from .actors_draft import Draft, Hit
from .actors_grammar import DETERMINERS, follows_noun
from .actors_setting import Setting, setting

_COMPANY = ("company", "~")
_GROUP = ("armed_group", "organisation", "igo", "company", "party", "media_agency", "~")
_KINDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        "company firm carmaker automaker airline manufacturer retailer planemaker chipmaker drugmaker startup".split(), _COMPANY
    ),
    **dict.fromkeys("group organisation organization".split(), _GROUP),
    **dict.fromkeys("militia insurgents militants rebels jihadists".split(), ("armed_group",)),
    **dict.fromkeys("alliance bloc".split(), ("igo", "organisation")),
    **dict.fromkeys("newspaper broadcaster magazine".split(), ("media_agency",)),
    **dict.fromkeys("treaty pact accord".split(), ("treaty",)),
    **dict.fromkeys("missile rocket weapon tank drone".split(), ("weapon",)),
    "agency": ("agency", "media_agency", "igo"),
    "party": ("party",),
}
"""Head → types of entry that it can mean; `~` is an organisation without an entry."""
_VAGUE = frozenset("agency alliance bloc missile rocket weapon tank drone".split())
_WORDS = frozenset(
    "ministry bank court university commission committee council union foundation institute department bureau fund federation league association parliament senate assembly congress party "
    "tribunal front movement academy authority election war agency airline club navy corporation army military".split()
)
"""Heads that mean whose name has the same word: "the bank" after "World Bank"."""
_OFFICES = frozenset(
    "president chancellor premier minister king queen pope senator governor mayor ambassador spokesman spokeswoman chairman chairwoman commissioner sheriff".split()
)
_FIELDS = frozenset("prime foreign defence defense interior finance health justice energy trade".split())
_FORCES = frozenset({"military", "army"})
_RULERS = frozenset({"government"})
_COUNTRY = frozenset({"country", "nation"})
_STATE = frozenset({"media", "television", "TV", "radio"})
_HEADS = frozenset({*_KINDS, *_WORDS, *_OFFICES, *_FORCES, *_RULERS, *_COUNTRY, *_STATE, "regime", "old", "forces"})
_THE = frozenset({"the", "The", "this", "This"})


def nominals(draft: Draft, day: str | None) -> None:
    """Adds what each definite nominal means, where that is plain."""
    where = draft.at(_HEADS)
    if not where or not draft.hits:
        return
    scene = setting(draft, day, frozenset(w for i in where for w in (draft.word(i - 1), draft.word(i))) & (_WORDS | _OFFICES | _FIELDS))
    for i in where:
        if draft.taken[i] or not follows_noun(draft.word(i + 1)) or draft.tokens.hyphen(i + 1) or _restricted(draft, i):
            continue
        scene.go_to(i)
        hit = _read(draft, scene, i, draft.word(i))
        if hit and draft.free(hit.first, hit.last):
            draft.add(hit)
            scene.meet(hit)


def _restricted(draft: Draft, i: int) -> bool:
    """Is it another one than the one before: "the country in Europe", "the party whose …"?"""
    return draft.word(i + 1) == "in" and (draft.word(i + 2)[:1].isupper() or draft.word(i + 2) == "the")


def _read(draft: Draft, scene: Setting, i: int, head: str) -> Hit | None:
    before, hit = draft.word(i - 1), None
    if head in _STATE:
        hit = _of_state(scene, i) if before == "state" else None
    elif head == "regime":
        hit = _regime(scene, i)
    elif head == "old":
        hit = _aged(draft, scene, i)
    elif head == "forces":
        hit = _national(draft, scene, i - 1, i + 1, "armed forces") if before == "armed" else None
    elif head == "party" and before == "ruling":
        hit = _national(draft, scene, i - 1, i + 1, "ruling party")
    elif head in _OFFICES:
        hit = _holder(draft, scene, i)
    elif head in _COUNTRY or head in _RULERS:
        hit = _country(scene, i, 0.75 if head in _COUNTRY else 0.7) if before in _THE else None
    else:
        hit = _thing(draft, scene, i, head)
    return hit or (_national(draft, scene, i, i + 1, "armed forces") if head in _FORCES else None)


def _thing(draft: Draft, scene: Setting, i: int, head: str) -> Hit | None:
    """The only one of its kind, or of its name."""
    if head == "weapon" and (hit := _apposed(draft, scene, i)):
        return hit
    first = i - 1 if head == "agency" and draft.word(i - 1) == "news" else i
    if draft.word(first - 1) not in _THE:
        return None
    entity = scene.only(f"={head}") if head in _WORDS else None
    if not entity and head in _KINDS:
        kinds = ("media_agency",) if first < i else _KINDS[head]
        entity = scene.near(i, *kinds) if "~" in kinds or head in _VAGUE else scene.only(*kinds)
    return Hit(first, i + 1, entity, "nominal", "definite", 0.75) if entity else None


def _apposed(draft: Draft, scene: Setting, i: int) -> Hit | None:
    """Reads "…, its newest weapon" right behind a weapon's name and what kind it is."""
    first = i
    while i - first < 3 and draft.word(first - 1).islower() and draft.word(first - 1) not in DETERMINERS:
        first -= 1
    if draft.word(first - 1) not in DETERMINERS or draft.word(first - 2) not in {",", "—", "–", "-"}:
        return None
    weapon = scene.weapon
    near = weapon and draft.same_sentence(weapon.first, i) and first - 2 - weapon.last <= 3
    return Hit(first, i + 1, weapon.entity, "nominal", "apposition", 0.8) if weapon and near else None


def _regime(scene: Setting, i: int) -> Hit | None:
    """A government that the writer dislikes, so never just the one in focus: only after "the Kenyan regime"."""
    owner, before = scene.owner(i)
    scene.regime = owner or scene.regime
    again = scene.regime and not owner and scene.draft.word(before - 1) in _THE
    return Hit(i, i + 1, f"cty:{scene.regime}", "nominal", "focus", 0.75) if again else None


def _aged(draft: Draft, scene: Setting, i: int) -> Hit | None:
    """Who is "the 44-year-old": the only person of this and the last sentence."""
    first = i - 4
    if first < 1 or draft.word(i - 2) != "year" or not draft.word(first).isdigit() or draft.word(first - 1) not in _THE:
        return None
    people = scene.people_near()
    return Hit(first, i + 1, people[0], "nominal", "age", 0.75) if len(people) == 1 else None


def _holder(draft: Draft, scene: Setting, i: int) -> Hit | None:
    """Who is "the president", "the prime minister", "the Kenyan president": the only holder of such an office in the article so far."""
    first = i - (draft.word(i) == "minister" and draft.word(i - 1) in _FIELDS)
    owner, before = scene.owner(first)
    if draft.word(before - 1) not in _THE and not (owner and draft.word(first - 1) == "'s"):
        return None
    person = scene.only(f"@{draft.word(first)}")
    if first < i and person != scene.only("@minister"):
        return None
    entry = draft.lexicon.entries.get(person or "")
    if not person or (owner and (not entry or entry.country != owner)):
        return None
    return Hit(first, i + 1, person, "nominal", "office", 0.8)


def _national(draft: Draft, scene: Setting, first: int, last: int, office: str) -> Hit | None:
    """The army, or the party in power, of the country beside it or of the one that the article is about."""
    owner, before = scene.owner(first)
    if owner:
        entity = scene.national(office, owner)
        return Hit(first, last, entity, "nominal", "country_office", 0.85) if entity else None
    if draft.word(before - 1) not in _THE:
        return None
    country = scene.focus(office)
    entity = country and scene.national(office, country)
    return Hit(first, last, entity, "nominal", "country_office", 0.7) if entity else None


def _of_state(scene: Setting, i: int) -> Hit | None:
    """Whose are "state media": those of the country beside it or in focus, if it is known for having some. Never one agency: nobody knows which."""
    owner, _ = scene.owner(i - 1)
    country = owner or scene.focus("state media")
    if not country:
        return None
    return Hit(i - 1, i + 1, f"org:{country.lower()}-state-media", "nominal", "country_office", 0.8 if owner else 0.7)


def _country(scene: Setting, i: int, confidence: float) -> Hit | None:
    country = scene.focus()
    return Hit(i, i + 1, f"cty:{country}", "nominal", "focus", confidence) if country else None
