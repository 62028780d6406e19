"""How long topics keep what: the setting decides where it names a topic, and whoever set it by hand elsewhere."""

from __future__ import annotations

import uuid

import pytest
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from streams.flow.admin import check_topics, ensure_topics, kept
from streams.flow.retention import configs_of, differences, in_words, retention_faults, wanted_ms
from streams.settings import Settings, SettingsError, load
from streams.topics import Topics
from tests.flow.test_admin import admin, nobody, own, topics_of

DAY = 86_400_000
TOPICS = Topics()


def keeping(keep: str) -> Settings:
    return load({"DATELINE_KEEP": keep})


def test_what_is_named_is_wanted() -> None:
    """Hours, days or for ever; `private` is both topics between the stages; the last of two counts."""
    wanted = wanted_ms(TOPICS, keeping("raw=1d, enriched=forever,private=36h,raw=30d"))
    half_days = 36 * 3_600_000
    assert wanted == {"news.raw": 30 * DAY, "news.enriched": -1, "dateline-clean": half_days, "dateline-subtotals": half_days}


@pytest.mark.parametrize("keep", ["raw", "raw=7", "raw=0d", "raw=-1d", "raw=7 days", "articles=7d", "ledger=7d", "raw=7d;enriched=7d"])
def test_what_cannot_be_kept_so_is_refused(keep: str) -> None:
    """Compacted topics and the state among it: what they lost would be counted twice, or never taken back."""
    with pytest.raises(SettingsError, match="is not like raw=30d"):
        keeping(keep)


def test_topics_are_made_with_it() -> None:
    """Those that are not named have their default, and nothing else of a topic moves."""
    settings = keeping("raw=30d")
    assert configs_of(TOPICS.raw, TOPICS, settings) == TOPICS.raw.configs | {"retention.ms": str(30 * DAY)}
    assert configs_of(TOPICS.enriched, TOPICS, settings) == TOPICS.enriched.configs


def test_only_what_is_named_can_differ() -> None:
    """What somebody set by hand is theirs. A cluster that tells nothing differs in nothing."""
    there = {name: {"retention.ms": str(3 * DAY)} for name in ("news.raw", "news.enriched")}
    assert differences(TOPICS, keeping(""), there) == {}
    assert differences(TOPICS, keeping("raw=3d,enriched=4d,deadletter=5d"), there) == {"news.enriched": (3 * DAY, 4 * DAY)}
    (fault,) = retention_faults(TOPICS, keeping("raw=36h"), there)
    assert fault == "news.raw keeps records for 3 days, but DATELINE_KEEP says 36 hours: run `dateline topics`"


def test_times_in_words() -> None:
    """As a person would set them."""
    assert [in_words(ms) for ms in (-1, 7 * DAY, 36 * 3_600_000, 90_000)] == ["ever", "7 days", "36 hours", "90 s"]


@pytest.mark.broker
async def test_topics_that_are_there_are_given_what_is_named(broker: str) -> None:
    """`--check` says what differs, `dateline topics` sets it; their other settings, and what somebody set by hand, stay."""
    plain = own(broker)
    topics = topics_of(plain)
    await ensure_topics(plain, nobody)
    async with admin(plain) as client:  # by hand, and with a setting of somebody's own
        by_hand = {"retention.ms": str(11 * DAY), "segment.bytes": "1048576", **_others(topics.raw.configs)}
        await client.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topics.raw.name, by_hand)])
    await ensure_topics(plain, nobody)
    assert ((await kept(plain))[0][topics.raw.name], (await kept(plain))[1]) == ("11 days", [])
    named = plain.model_copy(update={"keep": "raw=30d,private=14d"})
    assert len((await kept(named))[1]) == 3
    said: list[str] = []
    await ensure_topics(named, said.append)
    assert f"{topics.raw.name} keeps records for 30 days from now on, 11 days before" in said
    keeps, differ = await kept(named)
    assert (keeps[topics.raw.name], keeps[topics.clean.name], keeps[topics.enriched.name], keeps[topics.articles.name]) == (
        "30 days", "14 days", "30 days", "the newest",
    )  # fmt: skip
    assert (differ, await check_topics(named), await _setting(named, topics.raw.name, "segment.bytes")) == ([], [], "1048576")


def _others(configs: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in configs.items() if name != "retention.ms"}


async def _setting(settings: Settings, topic: str, name: str) -> str:
    async with admin(settings) as client:
        (response,) = await client.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic, {name: ""})])
    return str(response.resources[0][4][0][1])


@pytest.mark.broker
async def test_topics_are_made_as_the_setting_says(broker: str) -> None:
    """From the first moment: a week would be over before somebody looked."""
    name = uuid.uuid4().hex[:8]
    settings = load({}, bootstrap=broker, prefix=f"{name}.", app=f"app-{name}", partitions=2, keep="raw=forever")
    await ensure_topics(settings, nobody)
    assert (await kept(settings))[0][f"{name}.raw"] == "ever"
