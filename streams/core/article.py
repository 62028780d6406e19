"""The values that travel through Dateline, from a raw record to what is said of it.

All are frozen and slotted. Offsets are Unicode code points, half open `[start, end)`. `start`/`end` index the clean
body, `raw_start`/`raw_end` the text as it was given (for HTML: the text that was extracted from it). Times are RFC 3339
strings in UTC with milliseconds; days are `YYYY-MM-DD`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

PubStatus = Literal["usable", "withheld", "canceled"]
Signal = Literal["correction", "update", "refile", "kill", "hold"]
IdOrigin = Literal["given", "url", "text"]
Form = Literal["name", "short_name", "acronym", "demonym", "metonym", "nominal", "pronoun"]
AnchorSource = Literal["given", "meta", "url", "feed", "dateline", "inferred", "none"]
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
Stage = Literal["read", "clean", "enrich", "tally"]
Severity = Literal["error", "info"]
Part = Literal["subject", "source"]
Mode = Literal["asserted", "reported", "speculation", "forecast", "analysis"]

NAMED_FORMS: frozenset[str] = frozenset({"name", "short_name", "acronym", "demonym", "metonym"})
"""Forms that count as `named`; the others are counted as `nominal` and `pronoun`."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record lies: the name that explains every number down to its origin."""

    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}"


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a topic as the broker gave it; nothing in it is trusted."""

    place: Place
    key: bytes | None
    value: bytes | None
    timestamp_ms: int
    headers: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that cannot go on: a value, not an exception. It becomes a dead letter.

    `code` is one of a small closed list per stage (`bad_json`, `empty`, ...), `detail` one sentence for a person that
    names the cure where there is one. `info` rejections (`repeat`, `stale`) are ends that lose nothing.
    """

    stage: Stage
    code: str
    detail: str
    severity: Severity = "error"
    article_id: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a careful reader should know of an otherwise good article (`no_publish_date`, ...)."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Source:
    """Who published the article. All fields as given; `id` is what identity and statistics use."""

    id: str | None = None
    name: str | None = None
    country: str | None = None
    kind: str | None = None


class Rank(NamedTuple):
    """The total order of the versions of one article: the greater rank is the newer version, whatever arrived first."""

    version: int
    changed_at: str
    status: int
    content_hash: str


STATUS_RANK: dict[str, int] = {"usable": 0, "withheld": 1, "canceled": 2}


@dataclass(frozen=True, slots=True)
class RawArticle:
    """A decoded raw record: fields checked and typed, the text not yet cleaned. Either `text` or `html` is set when usable."""

    place: Place
    received_at: str
    value_sha256: str
    article_id: str
    id_origin: IdOrigin
    rank: Rank
    text: str | None = None
    html: str | None = None
    pub_status: PubStatus = "usable"
    signal: Signal | None = None
    supersedes: str | None = None
    source: Source = Source()
    url: str | None = None
    headline: str | None = None
    byline: tuple[str, ...] = ()
    dateline: str | None = None
    section: str | None = None
    language: str | None = None
    published_at: str | None = None
    published_day: str | None = None
    """The day of `published_at` as it was written, in its own zone."""
    updated_at: str | None = None
    embargoed_until: str | None = None
    ed_note: str | None = None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Erasure:
    """A null value whose key is an article id: everything said of that article is to be taken back, for good."""

    place: Place
    received_at: str
    article_id: str


@dataclass(frozen=True, slots=True)
class Headline:
    """`source` says where it is from: `given`, `meta` (of the HTML page), `first_line`, `repeated_body_sentence` or `none`."""

    text: str | None = None
    source: str = "none"
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Dateline:
    """A wire dateline: `SEOUL, Dec. 28 (Yonhap) --`. `month` and `day` are 0 when it names none."""

    raw: str
    city: str | None = None
    agency: str | None = None
    month: int = 0
    day: int = 0


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    start: int
    end: int
    raw_line: int
    """1-based line of the given text on which it begins."""


@dataclass(frozen=True, slots=True)
class Sentence:
    start: int
    end: int
    paragraph: int
    """Index into `paragraphs`."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line that is not part of the story. It is kept with its reason; nothing in it is counted."""

    line: int
    """1-based line of the given text."""
    text: str
    reason: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Repair:
    """A place where the clean text differs from what was given, and why."""

    kind: str
    raw: str
    clean: str
    raw_offset: int
    confidence: float


class MapRun(NamedTuple):
    """`length` code points from `clean_start` on are those from `raw_start` on; what no run covers was repaired."""

    clean_start: int
    raw_start: int
    length: int


@dataclass(frozen=True, slots=True)
class Proof:
    """Words of an article that prove when it was published, and what follows from them. Offsets are those of the clean body."""

    sentence: int
    start: int
    end: int
    says: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """The day that relative dates are resolved against, and where it comes from. Never the time of receipt.

    `day` is None when nothing gives one; then the article counts as undated. An inferred one (`source`) has the interval that
    its text proves in `begin` and `end_day`, and `day` only where one day in it is the best and its month is proved.
    """

    day: str | None = None
    source: AnchorSource = "none"
    precision: str = "day"
    confidence: float = 0.0
    evidence: tuple[str, ...] = ()
    begin: str | None = None
    """First and last day that an inferred anchor can be; None for one that was given."""
    end_day: str | None = None
    proof: tuple[Proof, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A clean article: what `news.articles` carries. Withheld and canceled articles have no text at all."""

    article_id: str
    id_origin: IdOrigin
    rank: Rank
    pub_status: PubStatus
    place: Place
    """The raw record it was made from."""
    received_at: str
    value_sha256: str
    signal: Signal | None = None
    supersedes: str | None = None
    source: Source = Source()
    url: str | None = None
    headline: Headline = Headline()
    byline: tuple[str, ...] = ()
    dateline: Dateline | None = None
    section: str | None = None
    ed_note: str | None = None
    language: Language = Language("und", 0.0, "none")
    anchor: Anchor = Anchor()
    published_at: str | None = None
    body: str = ""
    text_sha256: str | None = None
    """Of the normalised body: equal for the same wire copy under several ids."""
    paragraphs: tuple[Paragraph, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    repairs: tuple[Repair, ...] = ()
    raw_map: tuple[MapRun, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in the body where an entity is named or meant."""

    entity: str
    """Canonical id, e.g. `cty:PRK`; provisional ids hold a tilde: `per:~Lena_Orlova`."""
    surface: str
    form: Form
    start: int
    end: int
    raw_start: int
    raw_end: int
    sentence: int
    """Index into the article's `sentences`."""
    confidence: float
    method: str
    """The rule that found it, e.g. `alias`, `surname`, `capital`."""
    role: str | None = None
    """A title at the mention (`then-President`, `Foreign Minister`)."""
    part: Part = "subject"
    """`source` where the entity is a speaker or source of a quotation or claim at this place, else `subject`."""
    candidates: tuple[str, ...] = ()
    """Canonical ids of all whom an ambiguous surname may mean, `entity` among them; empty where there is one."""


@dataclass(frozen=True, slots=True)
class Entity:
    """What the mentions of one canonical id add up to in one article."""

    id: str
    name: str
    type: str
    """person, country, party, government, agency, armed_forces, armed_group, igo, organisation, media_agency, company,
    place, weapon, treaty, event."""
    wikidata: str | None
    country: str | None
    """ISO 3166-1 alpha-3."""
    provisional: bool
    """True when no registry entry is behind the id."""
    named: int
    nominal: int
    pronoun: int
    first: int
    """Clean offset of the first mention."""
    as_source: int = 0
    """Mentions, of any form, whose part is `source`; the others are what is spoken of."""


class Described(NamedTuple):
    """Who is behind an actor id. `provisional`: nobody in the registry."""

    name: str
    type: str
    wikidata: str | None
    country: str | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class Timex:
    """A time expression in the manner of TIMEX3, with the days it covers when they are known."""

    surface: str
    type: TimexType
    value: str
    """TIMEX3 value: `2023-12-28`, `2023-W51`, `XXXX-WXX-4`, `PXD`, `PAST_REF`."""
    start: int
    end: int
    raw_start: int
    raw_end: int
    sentence: int
    rule: str
    confidence: float
    anchor: str
    """What it was resolved against: `none` (absolute or unresolved) or the source of the article's anchor."""
    mod: str | None = None
    begin: str | None = None
    """First day covered, inclusive."""
    end_day: str | None = None
    """Last day covered, inclusive."""
    edtf: str | None = None
    quant: str | None = None
    """Of a SET: `EVERY`, `EACH`."""
    freq: str | None = None
    """Of a SET: how often in each of its periods, e.g. `2X`."""


@dataclass(frozen=True, slots=True)
class Tag:
    """An IPTC Media Topic (`medtop:20000638`) with the spans of the body that justify it."""

    code: str
    name: str
    broader: tuple[str, ...]
    """Codes from the parent up to the top level."""
    relevance: int
    """0 to 100; above 50 what the article is about, below what it touches."""
    rule: str
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Keyword:
    """A name or phrase of the body that tells what the story is about."""

    text: str
    """As it stands in the body; of a name its longest form there."""
    entity: str | None
    """Canonical id when it is a name."""
    score: float
    """Above 0; 1 is the article's best. Not comparable between articles."""
    spans: tuple[tuple[int, int], ...]
    """The first eight places."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says something, as the text has it: a name, "officials", "a spokesman for the ministry", "he"."""

    entity: str | None
    """Canonical id; None for an unnamed source, and for a pronoun whose person is not known."""
    surface: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cue:
    """The words that show it: `said`, `according to`, `is expected`."""

    surface: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Words in quotation marks. The span is what stands between the marks, in one paragraph: a quotation that goes on in the next is
    a second one with the same speaker. Inner quotations lie inside outer ones."""

    surface: str
    start: int
    end: int
    raw_start: int
    raw_end: int
    sentence: int
    """Index of the sentence it begins in."""
    direct: bool
    """True for speech. False for words in marks that nobody is found to say: a title, a nickname, a term held at a distance."""
    speaker: Voice | None
    via: Voice | None
    """Whom the article has it from when that is another than the speaker: the agency that quotes a minister."""
    cue: Cue | None
    confidence: float
    method: str
    """How the speaker was found: `subject`, `inverted`, `according_to`, `participle`, `continued`, ...; `none`."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who vouches for a sentence, or for a part of it that has a source of its own, and how sure it is said to be.

    `asserted`: the article itself says so. `reported`: a source does. `speculation`: held possible, by the article or by outsiders.
    `forecast`: expected to happen. `analysis`: the article's own reading of something ("the move underlines that ...").
    """

    start: int
    end: int
    raw_start: int
    raw_end: int
    sentence: int
    mode: Mode
    source: Voice | None
    cue: Cue | None
    """None when nothing qualifies the sentence."""
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What enrichment says of one article. Made by pure functions: the same article, lexicon and generation give the same bytes."""

    generation: int
    engine: str
    registry: str
    """Hash of the lexicon that was used."""
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    timexes: tuple[Timex, ...] = ()
    tags: tuple[Tag, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    quotes: tuple[Quote, ...] = ()
    claims: tuple[Claim, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class EnrichedArticle:
    """A clean article with its reading; on `news.enriched` the two are one flat object."""

    article: Article
    reading: Reading
