"""What is read from files, folders and standard input, and as what it is sent."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from streams.core.identity import article_id
from streams.incoming.files import InputError, read_inputs
from streams.incoming.records import Given, Outgoing

NOTHING = Given()
DATED = Given(published_at="2023-12-28", source="wire", language="en")


def write(folder: Path, name: str, data: bytes) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def one(path: Path, given: Given = NOTHING) -> Outgoing:
    (outgoing,) = read_inputs([path], given)
    return outgoing


def parsed(outgoing: Outgoing) -> Any:
    return json.loads(outgoing.value)


def from_stdin(data: bytes, given: Given = NOTHING) -> list[Outgoing]:
    return list(read_inputs(["-"], given, io.BytesIO(data)))


def test_plain_text_of_which_nothing_is_said_is_sent_as_it_is(tmp_path: Path) -> None:
    """A text without options travels as its own bytes; whether it is a page is for the reader to see."""
    outgoing = one(write(tmp_path, "a.txt", b"Some news.\r\n"))
    assert (outgoing.value, outgoing.headers) == (b"Some news.\r\n", [])


def test_a_text_that_begins_like_json_says_that_it_is_text(tmp_path: Path) -> None:
    """A .txt is no JSON, whatever it begins with."""
    assert one(write(tmp_path, "a.txt", b"{News}")).headers == [("content-type", b"text/plain")]


def test_options_wrap_a_text_in_an_article(tmp_path: Path) -> None:
    """What the options say goes beside the text, as fields of a raw article."""
    outgoing = one(write(tmp_path, "a.txt", "Ünı news.\n".encode()), DATED)
    assert parsed(outgoing) == {"text": "Ünı news.\n", "published_at": "2023-12-28", "source": {"id": "wire"}, "language": "en"}
    assert ("content-type", b"application/json") in outgoing.headers


def test_html_is_wrapped_as_html(tmp_path: Path) -> None:
    """A page goes into `html`, not into `text`."""
    assert parsed(one(write(tmp_path, "a.htm", b"<p>News</p>"), DATED))["html"] == "<p>News</p>"


def test_bytes_that_are_not_text_stay_untouched_and_the_options_become_headers(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 cannot be put in JSON without changing them."""
    outgoing = one(write(tmp_path, "a.txt", b"caf\xe9 \x00\xff"), DATED)
    assert outgoing.value == b"caf\xe9 \x00\xff"
    assert dict(outgoing.headers) == {
        "content-type": b"text/plain",
        "dateline-published-at": b"2023-12-28",
        "dateline-source": b"wire",
        "dateline-language": b"en",
    }


def test_a_json_article_is_sent_byte_for_byte_under_its_id(tmp_path: Path) -> None:
    """Without options the bytes of a JSON article are not touched; its key is the id that its own fields make."""
    data = b'{"article_id" : "7", "source": {"id": "wire"}, "text": "News."}'
    outgoing = one(write(tmp_path, "a.json", data))
    assert outgoing.value == data
    assert outgoing.key == article_id("wire", "7", None, "")[0]


def test_options_win_over_what_a_json_article_says(tmp_path: Path) -> None:
    """An option is the last word."""
    outgoing = one(write(tmp_path, "a.json", b'{"text": "News.", "published_at": "1999-01-01"}'), DATED)
    assert parsed(outgoing)["published_at"] == "2023-12-28"


def test_each_article_of_an_array_is_a_record(tmp_path: Path) -> None:
    """A JSON array is several articles; an item that is not one is sent too, to be refused where all are judged."""
    outgoing = list(read_inputs([write(tmp_path, "a.json", b'[{"text": "one"}, {"text": "two"}, 3]')], NOTHING))
    assert [o.value for o in outgoing] == [b'{"text": "one"}', b'{"text": "two"}', b"3"]
    assert [o.label.rpartition("/")[2] for o in outgoing] == ["a.json[0]", "a.json[1]", "a.json[2]"]


def test_each_line_of_json_lines_is_a_record(tmp_path: Path) -> None:
    """One record a line, broken lines included, empty ones not."""
    file = write(tmp_path, "a.jsonl", b'{"text": "one"}\r\n\n{"text": \n{"text":"two"}')
    assert [o.value for o in read_inputs([file], NOTHING)] == [b'{"text": "one"}', b'{"text": ', b'{"text":"two"}']


@pytest.mark.parametrize(
    "data",
    [
        b'{"text": "cut',
        b'{"text": NaN}',
        b'{"text": 1e999}',
        b'{"text": "a", "text": "b"}',
        b"[" * 5000,
        b'{"text": "\xff"}',
        b"",
        b"7",
    ],
)
def test_broken_json_stays_untouched(tmp_path: Path, data: bytes) -> None:
    """What JSON cannot carry faithfully is sent as it lies in the file, even when options were given."""
    outgoing = one(write(tmp_path, "a.json", data), DATED)
    assert outgoing.value == data
    assert ("dateline-published-at", b"2023-12-28") in outgoing.headers


def test_a_lone_surrogate_survives_wrapping(tmp_path: Path) -> None:
    """A surrogate that only an escape can carry is still escaped after the options were added."""
    assert parsed(one(write(tmp_path, "a.json", b'{"text": "a \\ud800 b"}'), DATED))["text"] == "a \ud800 b"


def test_a_folder_is_read_to_any_depth_in_order_of_names(tmp_path: Path) -> None:
    """Articles of a folder come in the order of their paths; other files and hidden ones are left out."""
    for name in ("b.txt", "a/2.html", "a/1.json", "c.png", ".hidden/x.txt", ".x.txt"):
        write(tmp_path, name, b"{}")
    assert [Path(o.label).relative_to(tmp_path).as_posix() for o in read_inputs([tmp_path], NOTHING)] == ["a/1.json", "a/2.html", "b.txt"]


def test_a_file_without_a_known_suffix_is_text_when_it_is_named(tmp_path: Path) -> None:
    """Who names a file wants it sent."""
    assert one(write(tmp_path, "story", b"News.")).value == b"News."


def test_a_file_that_cannot_be_read_is_a_fault_beside_the_others(tmp_path: Path) -> None:
    """A missing file does not keep its neighbours from being sent."""
    good = write(tmp_path, "a.txt", b"News.")
    missing, fine = read_inputs([tmp_path / "missing.txt", good], NOTHING)
    assert missing.fault == "No such file or directory"
    assert fine.fault is None


@pytest.mark.parametrize("given", [Given(article_id="1"), Given(url="https://a.example/1"), Given(headline="H")])
def test_what_is_true_of_one_article_is_refused_for_two(tmp_path: Path, given: Given) -> None:
    """Two articles under one id would be two versions of one article."""
    for name in ("a.txt", "b.txt"):
        write(tmp_path, name, b"News.")
    with pytest.raises(InputError, match="one article only"):
        read_inputs([tmp_path], given)


def test_the_key_is_the_article_id_that_the_pipeline_gives(tmp_path: Path) -> None:
    """All versions of an article lie in one partition, whether its id was given, or made of the URL or of the text."""
    file = write(tmp_path, "a.txt", b"News.")
    assert one(file, Given(article_id="1", source="s")).key == article_id("s", "1", None, "")[0]
    assert one(file, Given(url="https://a.example/1")).key == article_id(None, None, "https://a.example/1", "")[0]
    assert one(file, DATED).key == one(file).key == article_id(None, None, None, "News.")[0]


def test_what_is_no_article_has_no_key(tmp_path: Path) -> None:
    """A record that will be a dead letter may lie anywhere."""
    assert one(write(tmp_path, "a.json", b"[" * 300)).key is None


def test_a_url_of_the_options_wins_over_every_url_of_the_article(tmp_path: Path) -> None:
    """The option is the last word, also over the URL's other name."""
    data = b'{"text": "News.", "canonical_url": "https://b.example/"}'
    assert one(write(tmp_path, "a.json", data), Given(url="https://a.example/")).key == article_id(None, None, "https://a.example/", "")[0]


@pytest.mark.parametrize(
    ("data", "values"),
    [
        (b"News.\nMore.\n", [b"News.\nMore.\n"]),
        (b'{"text": "one"}\n', [b'{"text": "one"}\n']),
        (b'{\n "text": "one"\n}\n', [b'{\n "text": "one"\n}\n']),
        (b'{"text": "one"}\n{"text": "two"}\n', [b'{"text": "one"}', b'{"text": "two"}']),
        (b'[{"text": "one"}, {"text": "two"}]', [b'{"text": "one"}', b'{"text": "two"}']),
        (b"\xff\xfe\x00", [b"\xff\xfe\x00"]),
    ],
)
def test_standard_input_is_recognised_by_its_first_bytes(data: bytes, values: list[bytes]) -> None:
    """Text, one article in JSON, an array, or JSON Lines; anything else is one record as it is."""
    assert [o.value for o in from_stdin(data)] == values


def test_an_original_from_a_dead_letter_is_sent_again_unchanged() -> None:
    """`tail raw --bytes | publish -` must send the same bytes, whatever they are."""
    original = b'\n {"text": "cut \xff\r\n'
    assert [o.value for o in from_stdin(original)] == [original]
