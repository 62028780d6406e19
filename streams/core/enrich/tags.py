"""What an article is about, as IPTC Media Topics, with the words that say so.

A topic needs several different cues, weighed by how telling they are, how often and how early they come, against the length
of the article: an election mentioned once is background. Topics that explain the same words better win.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..article import Article, Entity, Tag
from ..tokens import Tokens, tokenise
from ..vocabulary import TagRule, Vocabulary
from .tags_evidence import Evidence, Words, collect, pooled

ENOUGH = 7.0
"""Score that makes a tag in an article of `USUAL_WORDS`: three medium cues of which one is repeated or in the lead."""
USUAL_WORDS = 300
POOL_FACTOR, POOL_NEEDS = 1.6, 3
"""A top level whose topics fall short one by one is tagged when all of them together have this much more, from so many cues."""
POOL_SHARE = 0.3
"""And this share of the best topic's score: figures of speech (a coach's "war", a fund's "storm") add up to less."""
DETAIL_FACTOR = 0.45
"""A topic needs only so much when its parent or a sibling is tagged already: "sanctions relief" in a story on diplomacy."""
SHARE_OF_BEST = 0.22
"""Topics that score less than this share of the best are what the article touches, not what it is about."""
MOST_TAGS = 14
MOST_SPANS = 8
MOST_BONUS = 4.0
RELATIONS = "medtop:20000638"
ENTITY_CUES: dict[str, tuple[tuple[str, float], ...]] = {
    "weapon": (("medtop:20000602", 2.0),),
    "party": (("medtop:20001384", 1.0),),
    "armed_forces": (("medtop:20000599", 1.0), ("medtop:20000598", 1.0)),
    "igo": (("medtop:20000644", 1.0), (RELATIONS, 1.0)),
    "treaty": (("medtop:20000639", 1.0),),
}
"""What the type of a named entity says of the topic. Countries count for international relations from the third on."""


def find_tags(article: Article, entities: Sequence[Entity], vocabulary: Vocabulary, tokens: Tokens | None = None) -> tuple[Tag, ...]:
    """Tags by falling relevance, each with its ancestors; ancestors are tags themselves, as relevant as their best child.

    `spans` lie in the body; an ancestor has its children's. Nothing for articles without text or in another language
    than English: the cues are English words. `tokens`: those of the body, if somebody has them.
    """
    if article.language.code.lower().split("-")[0] not in ("en", "und", "") or not article.body:
        return ()
    said, words = collect(article, vocabulary, tokens or tokenise(article.body))
    rules = vocabulary.rules
    evidence = {rules[n].code: Evidence(said[n], said[n]) for n in sorted(said) if len(said[n]) >= rules[n].needs}
    _add_entities(evidence, entities)
    needed = ENOUGH * min(2.0, max(0.5, (len(words.stems) / USUAL_WORDS) ** 0.5))
    likely = [rule for code, found in evidence.items() if found.convinces((rule := vocabulary.by_code[code]).needs)]
    scores = {rule.code: score for rule in likely if (score := evidence[rule.code].score()) >= needed}
    least = POOL_FACTOR * max(needed, POOL_SHARE * max(scores.values(), default=0.0))
    for code, pool in pooled(said, rules, without=scores).items():
        if pool.convinces(POOL_NEEDS) and (score := pool.score()) >= least:
            scores[code] = score / POOL_FACTOR
            evidence[code] = pool
    chosen = _selected(scores, vocabulary)
    chosen |= _details(evidence, chosen, likely, vocabulary, DETAIL_FACTOR * needed)
    return _tags(chosen, {code: evidence[code].places() for code in chosen}, words, vocabulary, needed)


def _add_entities(evidence: dict[str, Evidence], entities: Sequence[Entity]) -> None:
    bonuses = [cue for entity in entities for cue in ENTITY_CUES.get(entity.type, ())]
    if len({entity.id for entity in entities if entity.type == "country"}) > 2:
        bonuses.append((RELATIONS, 2.0))
    for code, bonus in bonuses:
        if found := evidence.get(code):
            found.bonus = min(found.bonus + bonus, MOST_BONUS)


def _selected(scores: dict[str, float], vocabulary: Vocabulary) -> dict[str, float]:
    """Without what the article only touches, and without what another topic explains better; best first."""
    least = SHARE_OF_BEST * max(scores.values(), default=0.0)
    rivals = ((code, rule.unless) for code in scores if (rule := vocabulary.by_code.get(code)))
    beaten = {code for code, unless in rivals if any(scores.get(other, 0.0) >= scores[code] > 0 for other in unless)}
    kept = [(code, score) for code, score in scores.items() if score >= least and code not in beaten]
    return dict(sorted(kept, key=lambda pair: (-pair[1], pair[0]))[:MOST_TAGS])


def _details(
    evidence: dict[str, Evidence], chosen: dict[str, float], likely: Sequence[TagRule], vocabulary: Vocabulary, needed: float
) -> dict[str, float]:
    """`likely`: rules whose evidence convinces. Topics below the top two levels' first that say more of what is tagged already, each
    with a cue that says it alone."""
    parents = {code for code in chosen if vocabulary.topic(code).broader}
    parents |= {vocabulary.topic(code).broader[0] for code in parents if len(vocabulary.topic(code).broader) > 1}
    found: dict[str, float] = {}
    for rule in likely if parents else ():
        path = rule.broader
        if len(path) < 2 or path[0] not in parents or rule.code in chosen or rule.unless & chosen.keys():
            continue
        said = evidence[rule.code]
        if said.telling() and (score := said.score()) >= needed:
            found[rule.code] = score
    best = sorted(found, key=lambda code: (-found[code], code))[: max(0, MOST_TAGS - len(chosen))]
    return {code: found[code] for code in best}


def _tags(
    scores: dict[str, float], said: dict[str, list[tuple[int, int]]], words: Words, vocabulary: Vocabulary, needed: float
) -> tuple[Tag, ...]:
    """`said`: places of the words, see `Evidence.places`."""
    relevance: dict[str, int] = {}
    places: dict[str, set[tuple[int, int]]] = {}
    topics = vocabulary.topics
    for code, score in scores.items():
        enough = _relevance(score, needed)
        for member in (code, *topics[code].broader):
            relevance[member] = max(relevance.get(member, 0), enough)
            places.setdefault(member, set()).update(said[code])
    ordered = sorted(relevance, key=lambda code: (-relevance[code], len(topics[code].broader), code))
    return tuple(
        [
            Tag(
                code=code,
                name=topics[code].name,
                broader=topics[code].broader,
                relevance=relevance[code],
                rule="cues" if code in scores else "broader",
                spans=tuple([words.span(*place) for place in sorted(places[code])[:MOST_SPANS]]),
            )
            for code in ordered
        ]
    )


def _relevance(score: float, needed: float) -> int:
    """50 at twice the score that is needed, 75 at four times; 100 is never reached by doubt."""
    return min(100, round(100 * (1 - 2 ** (-score / (2 * needed)))))
