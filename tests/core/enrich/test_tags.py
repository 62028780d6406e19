"""Tags: what an article is about, why, and what it only mentions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.article import Entity, Tag
from streams.core.enrich.tags import find_tags
from streams.vocabulary import load_vocabulary

from .dated_articles import article

VOCABULARY = load_vocabulary()

STORIES = {
    "15000000": """Marta Klein scored twice as Rovia beat Lund 3-1 in the final of the women's football tournament on Sunday. The striker's
        second goal came from a penalty after the goalkeeper was sent off. The coach said the team had earned the title. About 40,000 fans
        filled the stadium for the match, and the midfielder was named player of the season by the league.""",
    "03000000": """A magnitude 6.4 earthquake struck the coast of Belmar before dawn, killing at least 14 people, the emergency service said.
        Rescue workers searched the rubble for survivors while aftershocks shook the town. Hundreds were injured and thousands were evacuated
        because of a tsunami warning. The epicentre was near the port, seismologists said, and the death toll was likely to rise.""",
    "07000000": """The health ministry of Tamria confirmed an outbreak of cholera on Friday. Doctors at two hospitals have treated 300 patients,
        and a vaccine will be sent by the World Health Organization. The infection spreads through water. Nurses said the disease was new to
        the region and that symptoms came on fast.""",
    "20000350": """The central bank of Norland raised its interest rate by half a point on Tuesday to slow inflation. The governor said monetary
        policy would stay tight. Economists had expected a smaller rate hike. Inflation reached 9 percent in March, and the currency has
        fallen against the euro.""",
    "20000574": """Voters in Corvania go to the polls on Sunday in a parliamentary election that could end ten years of one-party rule. Opinion
        polls give the opposition a narrow lead. Polling stations open at eight, the electoral commission said, and the first exit poll is
        expected in the evening. Both candidates closed their election campaign with a rally in the capital.""",
    "20000107": """A jury found the former banker guilty of fraud on Monday after a trial of six weeks. The judge will sentence him in May. His
        lawyer told the court that the defendant would appeal against the verdict. Prosecutors said the witness testimony had been decisive.""",
    "20000066": """Thousands of protesters marched through Port Lira on Saturday against higher bread prices. Police fired tear gas when the
        demonstrators reached the square. The protest was the third mass protest in a month. Activists carried banners and said the rally
        would go on.""",
    "20000739": """The space agency said its spacecraft entered orbit around Mars on Monday. The probe will release a rover next year. Two
        astronauts on the space station watched the manoeuvre. The mission was launched on a rocket in March, and NASA will share the data.""",
    "12000000": """The archbishop opened the restored cathedral on Sunday with a mass for 2,000 believers. Bishops and priests from nine parishes
        took part, and the pope sent a message. The church had been closed since a fire. A rabbi and an imam joined the prayer.""",
    "05000000": """Pupils in Estania will sit fewer exams under a new curriculum, the education minister said. Teachers had asked for more time in
        the classroom. The reform begins in primary schools and reaches every secondary school in two years. Universities will adapt their
        entrance rules for students.""",
    "20000529": """Bus drivers went on strike in Halden on Monday in a dispute over pay. The union said 3,000 workers had walked out and would hold
        a picket line at each depot. The employer called the industrial action unlawful. Talks on wages broke down last week.""",
    "20000418": """Greenhouse gas emissions rose again last year, climate scientists said, and global warming is likely to pass 1.5 degrees. The
        report to the climate summit says carbon dioxide comes mostly from fossil fuel. Sea level rise will threaten small islands, and
        methane adds to climate change.""",
    "17000000": """A blizzard buried the north under a metre of snow on Tuesday. The weather service warned of strong wind and temperatures of minus
        20 degrees. Forecasters expect the storm to move east, with heavy snow until Thursday and freezing rain on the coast.""",
    "01000000": """The film by director Ana Ruiz won the main prize at the film festival in Calder. The actress Pia Lang was praised for her role.
        Critics called the screenplay the best of the year. The premiere drew a large audience, and the movie reaches cinemas in June.""",
    "20000602": """The army of Vostria tested a ballistic missile on Friday, its third missile launch this month. The weapon can carry a nuclear
        warhead, the defence ministry said. Neighbouring states called the weapons test a threat. Warships were sent to the strait, and the
        arsenal is growing.""",
}  # fmt: skip


def tags_of(body: str, *entities: Entity, language: str = "en") -> dict[str, Tag]:
    found = find_tags(article(" ".join(body.split()), language=language), entities, VOCABULARY)
    return {tag.code.removeprefix("medtop:"): tag for tag in found}


@pytest.mark.parametrize("code", STORIES)
def test_story_gets_its_topic(code: str) -> None:
    """A plain short story is tagged with what it is about, and its top level says the same as a reader would."""
    tags = tags_of(STORIES[code])
    assert code in tags
    own_top = (f"medtop:{code}", *VOCABULARY.topic(f"medtop:{code}").broader)[-1].removeprefix("medtop:")
    tops = [tag for tag in tags.values() if not tag.broader]
    assert max(tops, key=lambda tag: tag.relevance).relevance == tags[own_top].relevance


@pytest.mark.parametrize("code", STORIES)
def test_spans_justify_the_tag(code: str) -> None:
    """Each tag shows words of the body, inside the body and in order."""
    body = " ".join(STORIES[code].split())
    for tag in find_tags(article(body), (), VOCABULARY):
        assert tag.spans
        assert list(tag.spans) == sorted(tag.spans)
        assert all(0 <= start < end <= len(body) and body[start:end].strip() == body[start:end] for start, end in tag.spans)


@pytest.mark.parametrize("code", STORIES)
def test_every_ancestor_is_there(code: str) -> None:
    """A tag never stands without its ancestors, and none is less relevant than its child."""
    tags = tags_of(STORIES[code])
    for tag in tags.values():
        for parent in tag.broader:
            assert tags[parent.removeprefix("medtop:")].relevance >= tag.relevance


@pytest.mark.parametrize("code", STORIES)
def test_codes_are_of_the_release_and_in_use(code: str) -> None:
    """No tag is unknown to the release or retired, and relevance stays within its scale."""
    for tag in tags_of(STORIES[code]).values():
        topic = VOCABULARY.topic(tag.code)
        assert not topic.retired
        assert (tag.name, tag.broader) == (topic.name, topic.broader)
        assert 0 < tag.relevance <= 100


def test_election_in_a_clause_is_background() -> None:
    """An election that is only a date in the story is no election story."""
    body = STORIES["20000602"] + " Talks may wait until after the presidential election in October next year."
    assert not {"20000574", "20000579"} & set(tags_of(body))


def test_preparing_for_war_is_no_war() -> None:
    """`war` as part of another word's meaning does not make an armed conflict."""
    body = "The leader of Vostria told officers to study war games and keep a war footing. He praised the war museum and its film."
    assert "20000062" not in tags_of(body)


def test_military_satellite_is_no_science() -> None:
    """A spy satellite in a military story does not make it a science story."""
    body = STORIES["20000602"] + " A rocket will put another spy satellite into orbit to watch the launch, the military said."
    tags = tags_of(body)
    assert "13000000" not in tags
    assert "20000602" in tags


def test_words_of_sport_in_business_are_no_sport() -> None:
    """Goals, teams and matches of a company do not make a sports story."""
    body = """The company met its profit goal for the quarter, the chief executive told shareholders. The sales team will match the offer of its
        rival. Revenue rose by 8 percent and the share price gained on the stock exchange. Analysts see a new game in the market."""
    tags = tags_of(body)
    assert "15000000" not in tags
    assert "04000000" in tags


def test_one_strong_word_is_not_enough() -> None:
    """A single cue never makes a tag."""
    assert tags_of("The earthquake was in the novel. Anna walked home and made tea.") == {}


def test_weapons_named_support_the_topic() -> None:
    """A weapon among the entities raises what the words already say, and alone says nothing."""
    weapon = Entity("wpn:k9", "K9", "weapon", None, None, provisional=False, named=2, nominal=0, pronoun=0, first=0)
    assert tags_of(STORIES["20000602"], weapon)["20000602"].relevance > tags_of(STORIES["20000602"])["20000602"].relevance
    assert tags_of("Anna walked home and made tea.", weapon) == {}


def test_other_languages_get_no_tags() -> None:
    """The cues are English: another language is not guessed at."""
    assert tags_of(STORIES["15000000"], language="fr") == {}


CUES = sorted({*VOCABULARY.words, *VOCABULARY.phrases})


@given(
    st.lists(st.sampled_from(CUES) | st.sampled_from([".", "’s", "-", "WHO", "\n", "\N{ZERO WIDTH SPACE}"]), max_size=60).map(" ".join)
    | st.text()
)
def test_any_text_is_tagged_without_fault(body: str) -> None:
    """Nothing raises, twice the same is the same, and the order is by relevance."""
    found = find_tags(article(body), (), VOCABULARY)
    assert found == find_tags(article(body), (), VOCABULARY)
    assert [tag.relevance for tag in found] == sorted((tag.relevance for tag in found), reverse=True)


@pytest.mark.parametrize(
    ("body", "topics"),
    [
        (
            """Nurses at three clinics in Tolva walked off the job on Monday after talks over wages failed. The union said 900 workers had joined the
            strike and that the stoppage would last until the employer raised its offer. Pickets stood at each gate.""",
            {"labour", "labour strike"},
        ),
        (
            """The central bank of Ostria left its key rate unchanged on Thursday. Policymakers said inflation was still above the target, though
            consumer prices rose less than in May. Economists expect a rate cut in the autumn, as borrowing costs weigh on builders.""",
            {"interest rates", "inflation", "central bank"},
        ),
        (
            """A former treasurer was sentenced to four years in prison on Friday for fraud. The jury heard that she had defrauded a charity with false
            invoices and a shell company. The judge said the conviction was beyond doubt; her lawyer will appeal.""",
            {"fraud", "sentencing (criminal)", "court"},
        ),
        (
            """A strong earthquake shook the valley of Orso at dawn. The quake had a magnitude of 6.2, and its epicentre was near the lake. Rescue teams
            searched the rubble for survivors as aftershocks went on.""",
            {"earthquake", "natural disaster"},
        ),
    ],
)
def test_topics_below_the_general_ones(body: str, topics: set[str]) -> None:
    """Strikes, interest rates, sentences and earthquakes have their own topics."""
    assert topics <= {tag.name for tag in tags_of(body).values()}


def test_a_strike_from_the_air_is_no_labour_dispute() -> None:
    """Where the words of war explain "strike" better, and a union of states is named, nobody is on strike."""
    body = """Jets hit a depot near the border on Sunday, the army said, the third strike in a week. Rebels vowed to answer, and soldiers fired
        shells. The European Union urged a ceasefire. The strikes killed two workers of a plant, and troops closed the road."""
    assert not {tag.name for tag in tags_of(body).values()} & {"labour", "labour dispute", "labour strike"}
