from __future__ import annotations

import pytest

from tests.builders import article

LEAD = "The harbour of Port Elsa was closed on Monday. "


@pytest.mark.parametrize(
    ("given", "clean", "kind"),
    [
        ("Itâ€™s over.", "It’s over.", "mojibake"),
        ("CafÃ© owners wept.", "Café owners wept.", "mojibake"),
        ("CafÃƒÂ© owners wept.", "Café owners wept.", "mojibake"),
        ("Salt &amp; water.", "Salt & water.", "html_entity"),
        ("It&amp;#39;s over.", "It's over.", "html_entity"),
        ("It&amp;amp;amp;#x27;s over.", "It's over.", "html_entity"),
        ("Port\u00a0Elsa slept.", "Port Elsa slept.", "whitespace"),
        ("Port\u2009Elsa slept.", "Port Elsa slept.", "whitespace"),
        ("Ko\u00adrea slept.", "Korea slept.", "soft_hyphen"),
        ("Po\u200brt El\ufeffsa slept.", "Port Elsa slept.", "invisible"),
        ("Port \u202eElsa\u202c slept.", "Port Elsa slept.", "bidi"),
        ("Port \x07Elsa slept.", "Port Elsa slept.", "control"),
        ("\x93We slept,\x94 she said.", "“We slept,” she said.", "control"),
        ("Cafe\u0301 owners slept.", "Café owners slept.", "normalization"),
        ("Elsa\u200d slept.", "Elsa slept.", "invisible"),
    ],
)
def test_damage_is_repaired_and_told(given: str, clean: str, kind: str) -> None:
    """Each repair has its kind, and leads back to what was given."""
    found = article({"text": LEAD + given})
    assert found.body == LEAD + clean
    assert {repair.kind for repair in found.repairs} == {kind}
    for repair in found.repairs:
        assert (LEAD + given)[repair.raw_offset :].startswith(repair.raw)


def test_damage_in_layers_is_undone() -> None:
    """Entities that spell wrongly decoded bytes."""
    assert article({"text": LEAD + "It&acirc;&#8364;&#8482;s over."}).body == LEAD + "It’s over."


@pytest.mark.parametrize(
    "text",
    [
        "Ünal’s “café” – São Paulo, €5.",
        "Москва и Пекин.",
        "中文新闻。",
        "می\u200cخواهم بروم.",
        "👩\u200d🚒 came.",
        "AT&T; R&D",
        "100 % & more",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    """Accents, quotes, other scripts and the joiners that they need are no damage."""
    found = article({"text": LEAD + text})
    assert found.body == LEAD + text
    assert found.repairs == ()


def test_tabs_double_blanks_and_line_ends_are_layout() -> None:
    """Nobody needs to be told of them."""
    found = article({"text": "One line is\there.  It goes on. \r\n\r\n  Two lines are here, he said.\r\n"})
    assert found.body == "One line is here. It goes on.\n\nTwo lines are here, he said."
    assert found.repairs == ()


def test_a_lost_character_stays_visible_and_is_said() -> None:
    """U+FFFD marks where something was; nothing is invented for it."""
    found = article({"text": LEAD + "Caf\ufffd owners slept."})
    assert found.body.endswith("Caf\ufffd owners slept.")
    assert "replacement_characters" in {notice.code for notice in found.notices}


def test_the_same_copy_in_other_marks_has_the_same_hash() -> None:
    """The same wire copy under five ids: curly or straight quotes, dashes, case and breaks do not matter."""
    one = article({"text": "“It’s over,” she said – at last.\n\nThe end came soon, he said."})
    two = article({"text": '"IT\'S over," she said - at last.\nThe end came  soon, he said.', "id": "other"})
    assert one.text_sha256 == two.text_sha256
    assert one.text_sha256 != article({"text": "“It’s not over,” she said."}).text_sha256
