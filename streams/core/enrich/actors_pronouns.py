"""Pronouns → the actors they stand for, where the text leaves one choice.

He and she: the only person of that sex in the sentence so far, else in the one before. It and its: the subject of the clause, when it is
a country or an organisation; they and their, when the verb says that such a subject is several. Nothing inside quotation marks, for a
speaker's "he" is somebody else; nothing that only a later name explains; no "I", "we", "you", "who". Wrong is worse than none.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .actors_clauses import Clause, read_clauses
from .actors_draft import Draft, Hit
from .actors_evidence import quoted, sexes
from .actors_grammar import AGENTIVE, BEING, CONJUNCTIONS, EXPLETIVE, NO_AGENT, OPENERS, PREPOSITIONS, SAYING_NOW, is_adverb, is_verb

_HE = frozenset("he him his He Him His".split())
_SHE = frozenset("she her She Her".split())
_IT = frozenset("it its It Its".split())
_THEY = frozenset("they their They Their".split())
PRONOUNS = _HE | _SHE | _IT | _THEY

_THINGS = frozenset("country government party agency armed_forces armed_group igo organisation media_agency company".split())
"""Types that "it" and "they" are read for. Weapons and events are "it" too, but so is nearly everything beside them."""
_BACK = 2
"""Sentences before its own in which a person is looked for; the second only when the first has nobody."""


def pronouns(draft: Draft) -> None:
    """Adds the pronouns of the article that have one possible antecedent. Linear: each sentence is read at most twice."""
    sentences = draft.tokens.sentence
    where = dict.fromkeys(sentences[i] for i in draft.at(PRONOUNS))
    if where and draft.hits:
        reader = _reader(draft)
        for sentence in where:
            reader.read(sentence)
        for hit in reader.found:
            draft.add(hit)


@dataclass(slots=True)
class _Reader:
    draft: Draft
    starts: dict[int, Hit]
    quoted: bytearray
    sexes: dict[str, str]
    found: list[Hit] = field(default_factory=list)
    clauses: dict[int, Clause] = field(default_factory=dict)
    sentence: int = 0

    def read(self, sentence: int) -> Clause:
        """The sentence at its end; its pronouns are found on the way."""
        if sentence not in self.clauses:
            self.sentence = sentence
            self.clauses[sentence] = read_clauses(self.draft, self.starts, sentence, self.resolve, PRONOUNS)
        return self.clauses[sentence]

    def resolve(self, clause: Clause, i: int) -> Hit | None:
        word = self.draft.word(i)
        if self.draft.taken[i]:
            return None
        if word in _IT:
            hit = self._it(clause, i, word.lower())
        elif self.quoted[i]:
            hit = None
        elif word in _THEY:
            hit = self._they(clause, i)
        else:
            sex = "m" if word in _HE else "f"
            hit = self._person(clause, i, sex)
            clause.strangers += "" if hit else sex  # somebody whom nobody knows goes on in the sentence
        if hit:
            self.found.append(hit)
        return hit

    def _it(self, clause: Clause, i: int, word: str) -> Hit | None:
        beside = clause.ends.get(i - 1) if word == "its" and self.draft.word(i - 1) in {"and", "or"} else None
        if beside and beside.form != "demonym" and self._thing(beside) and self.draft.word(beside.first - 1) not in {"and", ","}:
            return Hit(i, i + 1, beside.entity, "pronoun", "beside", 0.85)
        if self.quoted[i] or (word == "it" and not self._acts(i)) or self.draft.word(i - 1) in {"what", "how", "why", "where", "when"}:
            return None
        if clause.set:
            subject = clause.subject
            if self._of_another(clause, i, subject):
                return None
            alone = subject and not clause.plural and self._thing(subject)
            return Hit(i, i + 1, subject.entity, "pronoun", "subject", 0.8) if subject and alone else None
        return self._it_opens(i) if word == "it" and self._opens(i) else None

    def _of_another(self, clause: Clause, i: int, subject: Hit | None) -> bool:
        """Does another actor or a thing lie as near: "sued Kenya over its", "bought a ship since it was built"?"""
        before = self.draft.word(i - 1)
        beside = clause.ends.get(i - 1) if before in PREPOSITIONS else None
        passive = before in CONJUNCTIONS and self.draft.word(i + 1) in BEING
        one_of = before == "of" and self.draft.word(i - 2) in {"one", "some", "many", "most", "part"}
        return passive or one_of or (beside is not None and beside is not subject)

    def _it_opens(self, i: int) -> Hit | None:
        """Reads "It said …" after a sentence with one speaker, or with no other subject."""
        at = i + 1
        while is_adverb(self.draft.word(at)) or self.draft.word(at) in {"has", "had"}:
            at += 1
        first = self.draft.tokens.opens[self.draft.tokens.sentence[i]]
        before = self._earlier(1) if first else None
        if self.draft.word(at) not in AGENTIVE or not before:
            return None
        speakers = [hit for hit in before.speakers.values() if self._thing(hit)]
        if len(speakers) == 1 and len(before.speakers) == 1:
            return Hit(i, i + 1, speakers[0].entity, "pronoun", "speaker", 0.8)
        lead = before.lead
        if lead and not before.speakers and self._thing(lead):
            return Hit(i, i + 1, lead.entity, "pronoun", "lead", 0.7)
        return None

    def _acts(self, i: int) -> bool:
        """Is "it" at `i` a subject that stands for something: "it said", "it has", not "it is clear" or "make it"?"""
        draft, at = self.draft, i + 1
        while is_adverb(draft.word(at)):
            at += 1
        verb = draft.word(at)
        if verb in NO_AGENT or not (is_verb(verb) or (verb.endswith("s") and verb.islower() and len(verb) > 3)):
            return False
        being = verb in BEING
        while draft.word(at) not in EXPLETIVE and (
            draft.word(at) in BEING
            or is_adverb(draft.word(at))
            or draft.word(at) in {"would", "will", "could", "may", "might", "has", "had"}
        ):
            at += 1
            being |= draft.word(at) in BEING
        at += draft.word(at) in {'"', "“"}
        return not (being and (draft.word(at) in EXPLETIVE or draft.word(at + 1) == "that"))

    def _they(self, clause: Clause, i: int) -> Hit | None:
        subject = clause.subject
        if clause.set and clause.plural and subject and self._thing(subject) and not subject.entity.startswith("cty:"):
            return Hit(i, i + 1, subject.entity, "pronoun", "subject", 0.7)
        return None

    def _person(self, clause: Clause, i: int, sex: str) -> Hit | None:
        word = self.draft.word(i).lower()
        if self._strange(clause, sex):
            return None
        if word == "him" or (word == "her" and not self.draft.word(i + 1)[:1].isalpha()):
            return self._him(clause, i, sex)
        met = self._fitting(clause, sex)
        if met:
            return self._hit(i, met[0], 0.85, sex) if len(met) == 1 else self._says(clause, i, met, sex)
        return self._person_before(i, sex)

    def _him(self, clause: Clause, i: int, sex: str) -> Hit | None:
        """The one of two people who is not the subject."""
        subject = clause.subject.entity if clause.set and clause.subject else ""
        met = [person for person in self._fitting(clause, sex) if person != subject]
        return self._hit(i, met[0], 0.7, sex) if subject and len(met) == 1 and len(clause.people) == 2 else None

    def _person_before(self, i: int, sex: str) -> Hit | None:
        for back in range(1, _BACK + 1):
            before = self._earlier(back)
            if before is None or self._strange(before, sex):
                return None
            met = self._fitting(before, sex)
            if len(met) > 1 and back == 1:
                met = self._speaker(before, i, met)
            if met:
                return self._hit(i, met[0], 0.8 if back == 1 else 0.7, sex) if len(met) == 1 else None
        return None

    def _speaker(self, before: Clause, i: int, met: list[str]) -> list[str]:
        """Reads "She added …", which goes on with the one who spoke in the sentence before."""
        at = i + 1
        while is_adverb(self.draft.word(at)) or self.draft.word(at) in {"has", "had"}:
            at += 1
        speakers = [person for person in before.speakers if person in met]
        return speakers if self.draft.word(at) in SAYING_NOW and len(speakers) == 1 and self._opens(i) else met

    def _says(self, clause: Clause, i: int, met: list[str], sex: str) -> Hit | None:
        """Reads "X said he": X, whoever else is there."""
        at = i - 1 - (self.draft.word(i - 1) == "that")
        subject = clause.subject
        plain = self.draft.word(at) in SAYING_NOW and clause.ends.get(at) is subject
        return self._hit(i, subject.entity, 0.7, sex) if plain and subject and subject.entity in met else None

    def _fitting(self, clause: Clause, sex: str) -> list[str]:
        return [person for person in clause.people if self.sexes.get(person, sex) == sex]

    def _hit(self, i: int, person: str, confidence: float, sex: str) -> Hit:
        known = person in self.sexes
        self.sexes.setdefault(person, sex)
        return Hit(i, i + 1, person, "pronoun", "person", confidence if known else round(confidence - 0.05, 2))

    def _earlier(self, back: int) -> Clause | None:
        """The sentence `back` before the one that is read."""
        here = self.sentence
        if here < back:
            return None
        clause = self.read(here - back)
        self.sentence = here
        return clause

    @staticmethod
    def _strange(clause: Clause, sex: str) -> bool:
        return "?" in clause.strangers or sex in clause.strangers

    def _thing(self, hit: Hit) -> bool:
        return self.draft.lexicon.describe(hit.entity).type in _THINGS

    def _opens(self, i: int) -> bool:
        first = self.draft.tokens.opens[self.draft.tokens.sentence[i]]
        return all(word in OPENERS for word in self.draft.tokens.words[max(first, i - 3) : i]) and i - first <= 3


def _reader(draft: Draft) -> _Reader:
    starts: dict[int, Hit] = {}
    for hit in draft.hits:
        if hit.first not in starts or starts[hit.first].last < hit.last:
            starts[hit.first] = hit
    return _Reader(draft, starts, quoted(draft), sexes(draft))
