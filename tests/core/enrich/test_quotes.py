"""Quotations: their spans, their speakers, and what stands in marks but is no speech."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.article import Quote

from .said import enriched, quotes

ORLOVA = "per:~Lena_Orlova"
BERG = "per:~Anna_Berg"

# text → (words, entity of the speaker, words for the speaker) of each quotation
SPEAKERS: dict[str, list[tuple[str, str | None, str]]] = {
    '"We will not wait," Lena Orlova told reporters in Halden.': [("We will not wait,", ORLOVA, "Lena Orlova")],
    '"We will not wait", Lena Orlova said.': [("We will not wait", ORLOVA, "Lena Orlova")],
    '"The harbour is closed," said Lena Orlova, the head of the port authority.': [("The harbour is closed,", ORLOVA, "Lena Orlova")],
    '"The harbour is closed," said port chief Lena Orlova.': [("The harbour is closed,", ORLOVA, "Lena Orlova")],
    '"The harbour is closed," explained Norwegian Prime Minister Anna Berg.': [("The harbour is closed,", BERG, "Anna Berg")],
    'Lena Orlova said: "The harbour is closed."': [("The harbour is closed.", ORLOVA, "Lena Orlova")],
    'Lena Orlova said, "The harbour is closed."': [("The harbour is closed.", ORLOVA, "Lena Orlova")],
    'Lena Orlova: "The harbour is closed."': [("The harbour is closed.", ORLOVA, "Lena Orlova")],
    '"Who will pay for this?" asked Lena Orlova.': [("Who will pay for this?", ORLOVA, "Lena Orlova")],
    '"Nobody will pay!" Lena Orlova shouted.': [("Nobody will pay!", ORLOVA, "Lena Orlova")],
    'Lena Orlova, who has led the port authority since 2019, said the harbour was "closed for now".': [("closed for now", ORLOVA, "Lena Orlova")],
    'Lena Orlova, director of the port, said the harbour was "closed for now".': [("closed for now", ORLOVA, "Lena Orlova")],
    'Lena Orlova, president and chair of the port said, "The harbour is closed."': [("The harbour is closed.", ORLOVA, "Lena Orlova")],
    'Lena Orlova (57) said the harbour was "closed for now".': [("closed for now", ORLOVA, "Lena Orlova")],
    'According to Lena Orlova, the harbour is "closed for now".': [("closed for now", ORLOVA, "Lena Orlova")],
    'The harbour is "closed for now", according to Lena Orlova.': [("closed for now", ORLOVA, "Lena Orlova")],
    'In the words of Lena Orlova, "the harbour is closed for now".': [("the harbour is closed for now", ORLOVA, "Lena Orlova")],
    'Lena Orlova resigned on Monday, saying she was "tired of it all".': [("tired of it all", ORLOVA, "Lena Orlova")],
    'Lena Orlova met the king on Monday and said the harbour was "closed for now".': [("closed for now", ORLOVA, "Lena Orlova")],
    'The harbour was described by Lena Orlova as "a ruin without a roof".': [("a ruin without a roof", ORLOVA, "Lena Orlova")],
    'Kenya called the plan "a disaster" and left the talks.': [("a disaster", "cty:KEN", "Kenya")],
    'Reuters quoted Lena Orlova as saying "the harbour is closed".': [("the harbour is closed", ORLOVA, "Lena Orlova")],
    'Lena Orlova was quoted as saying "the harbour is closed".': [("the harbour is closed", ORLOVA, "Lena Orlova")],
    '"They fired at us," a witness said.': [("They fired at us,", None, "a witness")],
    '"They fired at us," one resident, who declined to be named, told Reuters.': [("They fired at us,", None, "one resident")],
    '"It is over," shouted the crowd.': [("It is over,", None, "the crowd")],
    '"I quit," the statement read.': [("I quit,", None, "the statement")],
    'A group of mayors released a joint statement saying "we will not wait".': [("we will not wait", None, "a joint statement")],
    '"The road is safe," a spokesman for the Kenyan Defence Ministry said.': [
        ("The road is safe,", "org:ken-defence-ministry", "a spokesman for the Kenyan Defence Ministry")
    ],
    '"The road is safe," said a spokeswoman for the company.': [("The road is safe,", None, "a spokeswoman for the company")],
    '"The road is safe," Washington said.': [("The road is safe,", "cty:USA", "Washington")],
    '"The road is safe," Corvex said.': [("The road is safe,", None, "Corvex")],
    # two parts, and what goes on
    '"The harbour," Lena Orlova said, "is closed for now."': [("The harbour,", ORLOVA, "Lena Orlova"), ("is closed for now.", ORLOVA, "Lena Orlova")],
    '"The harbour is closed," said Lena Orlova. "It will open on Monday."': [
        ("The harbour is closed,", ORLOVA, "Lena Orlova"),
        ("It will open on Monday.", ORLOVA, "Lena Orlova"),
    ],
    '"We left. It was late," said Lena Orlova.': [("We left. It was late,", ORLOVA, "Lena Orlova")],
    'Lena Orlova called it "a ruin" while Anna Berg said it was "fine".': [("a ruin", ORLOVA, "Lena Orlova"), ("fine", BERG, "Anna Berg")],
    '"We left," said Lena Orlova. "We stayed," said Anna Berg.': [("We left,", ORLOVA, "Lena Orlova"), ("We stayed,", BERG, "Anna Berg")],
    'Lena Orlova said: "The harbour is closed.\n\n"It will open on Monday."': [
        ("The harbour is closed.", ORLOVA, "Lena Orlova"),
        ("It will open on Monday.", ORLOVA, "Lena Orlova"),
    ],
    '"The harbour is closed.\n\n"It will open on Monday," Lena Orlova said.': [
        ("The harbour is closed.", ORLOVA, "Lena Orlova"),
        ("It will open on Monday,", ORLOVA, "Lena Orlova"),
    ],
    'Lena Orlova commented:\n\n"The harbour is closed for all of us."': [("The harbour is closed for all of us.", ORLOVA, "Lena Orlova")],
    'Lena Orlova visited the port. "The harbour is closed," she said.': [("The harbour is closed,", ORLOVA, "she")],
    # marks of all kinds
    "'We will not wait,' said Lena Orlova.": [("We will not wait,", ORLOVA, "Lena Orlova")],
    "'The workers' pay is low,' Lena Orlova said.": [("The workers' pay is low,", ORLOVA, "Lena Orlova")],
    "“We will not wait,” Lena Orlova said.": [("We will not wait,", ORLOVA, "Lena Orlova")],
    "„We will not wait“, Lena Orlova said.": [("We will not wait", ORLOVA, "Lena Orlova")],
    "« We will not wait », Lena Orlova said.": [("We will not wait", ORLOVA, "Lena Orlova")],
    "‘We will not wait,’ Lena Orlova said.": [("We will not wait,", ORLOVA, "Lena Orlova")],
    # inside another: the inner speaker is the one who is named inside
    'Lena Orlova said: "Anna Berg told me \'never again\' in May."': [
        ("Anna Berg told me 'never again' in May.", ORLOVA, "Lena Orlova"),
        ("never again", BERG, "Anna Berg"),
    ],
}  # fmt: skip

# text → words in marks that nobody is found to say
NOT_SPEECH = {
    'The film "Gone to the River" opened on Friday in Oslo.': ["Gone to the River"],
    'The so-called "sand wars" began in 1990.': ["sand wars"],
    'Juan "Bull" Ortega lost the fight.': ["Bull"],
    'Anna Berg thanked Kenya for its "courage" in the talks.': ["courage"],
    'Lena Orlova announced a ship called the "River Queen" on Friday.': ["River Queen"],
    "He sold the band 'Blue Rain' in May.": ["Blue Rain"],
}

NO_QUOTATION = [
    "The workers' pay rose, and the owners' did not.",
    "Don't ask the '90s bands about rock 'n' roll.",
    "A 6\" pipe met a 5' wall.",
    'He called it "a disaster and left.',
    "It's the parties' fault, isn't it?",
    'He wrote "" and left.',
]


def told(quote: Quote) -> tuple[str, str | None, str]:
    assert quote.speaker is not None, quote
    return quote.surface, quote.speaker.entity, quote.speaker.surface


@pytest.mark.parametrize("text", SPEAKERS)
def test_quotation_has_its_speaker(text: str) -> None:
    """Words, entity and words for the speaker, wherever the verb stands and whatever the marks look like."""
    found = quotes(text)
    assert [told(quote) for quote in found] == SPEAKERS[text]
    assert all(quote.direct and quote.cue is not None for quote in found)


@pytest.mark.parametrize("text", NOT_SPEECH)
def test_words_in_marks_are_not_always_speech(text: str) -> None:
    """Titles, nicknames and terms are kept without a speaker, and are not called direct speech."""
    assert [(q.surface, q.direct, q.speaker, q.method) for q in quotes(text)] == [(w, False, None, "none") for w in NOT_SPEECH[text]]


@pytest.mark.parametrize("text", NO_QUOTATION)
def test_apostrophes_and_lost_marks_make_no_quotation(text: str) -> None:
    """Possessives, elisions, inches, and a mark that nothing closes inside a sentence."""
    assert quotes(text) == ()


def test_agency_passes_on_what_the_subject_said() -> None:
    """Fragments in the report of an agency are its subject's words, by way of the agency, and less sure."""
    (quote,) = quotes('Anna Berg told the fleet to "leave before dawn", the Korean Central News Agency said on Friday.')[:1]
    assert told(quote) == ("leave before dawn", BERG, "Anna Berg")
    (quote,) = quotes('Lena Orlova set new tasks to "leave before dawn" on Friday, the Korean Central News Agency said.')
    assert (told(quote)[1], quote.via and quote.via.entity, quote.method) == (ORLOVA, "org:kcna", "passed_on")
    assert quote.confidence < 0.7


def test_quoted_by_an_agency() -> None:
    """Who quotes whom is kept apart."""
    (quote,) = quotes('Reuters quoted Lena Orlova as saying "the harbour is closed".')
    assert quote.via is not None
    assert (quote.via.entity, told(quote)[1]) == ("org:reuters", ORLOVA)


def test_whole_quotation_of_an_agency_is_its_own() -> None:
    """Nobody else is made its speaker."""
    (quote,) = quotes('"Foolhardy acts deserve an answer," the Korean Central News Agency said.')
    assert (told(quote)[1], quote.via) == ("org:kcna", None)


def test_unclosed_quotation_is_less_sure() -> None:
    """A paragraph that opens with a mark and never closes it: the span is a guess."""
    (quote,) = quotes('"The harbour is closed and nobody knows why, and that is all there is.')
    (closed,) = quotes('"The harbour is closed and nobody knows why, and that is all there is."')
    assert quote.confidence < closed.confidence


def test_speaker_of_the_paragraph_before_is_less_sure() -> None:
    """A quotation that stands alone in the next paragraph goes on, most probably."""
    first, second = quotes('"The harbour is closed," said Lena Orlova.\n\n"It will open on Monday and stay open."')
    assert (told(second)[1], second.method) == (ORLOVA, "next_paragraph")
    assert second.confidence < first.confidence


def test_repaired_marks_are_marks() -> None:
    """A quotation whose opening mark became an apostrophe is read, and maps back to the given text."""
    text = "The harbour was closed on Friday. Lena Orlova said it was 'closed for all of us\" and left."
    found = enriched(text)
    (quote,) = found.reading.quotes
    assert (quote.surface, text[quote.raw_start : quote.raw_end]) == ("closed for all of us", "closed for all of us")


def test_other_languages_have_quotations_without_speakers() -> None:
    """Marks are read in any language; verbs of speaking in English only."""
    found = enriched("« Nous partirons demain », a dit Lena Orlova. « Nous ne savons pas quand ils viendront ici. »", language="fr").reading
    assert [(q.surface, q.speaker) for q in found.quotes] == [
        ("Nous partirons demain", None),
        ("Nous ne savons pas quand ils viendront ici.", None),
    ]
    assert found.claims == ()


_PIECES = st.sampled_from(
    ['"', "“", "”", "'", "‘", "’", "«", "»", " ", " said ", "Lena Orlova", "Kenya", ".", ",", "\n\n", "he", " told ", "word ", "according to ", ":", "(", "é"]
)  # fmt: skip


@given(st.lists(_PIECES, min_size=3, max_size=40))
def test_spans_are_places_of_the_text(pieces: list[str]) -> None:
    """Whatever the text: surfaces stand at their spans, spans nest or are apart, and raw spans hold as many letters."""
    text = "Lena Orlova met Kenya in May. " + "".join(pieces) + " The end of it."
    found = enriched(text)
    body, given_text = found.article.body, text
    for quote in found.reading.quotes:
        assert body[quote.start : quote.end] == quote.surface
        assert given_text[quote.raw_start : quote.raw_end]
        for part in (quote.speaker, quote.via, quote.cue):
            assert part is None or body[part.start : part.end] == part.surface
        for other in found.reading.quotes:
            apart = quote.end <= other.start or other.end <= quote.start
            inside = (other.start <= quote.start and quote.end <= other.end) or (quote.start <= other.start and other.end <= quote.end)
            assert apart or inside
