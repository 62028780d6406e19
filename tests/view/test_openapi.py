"""The OpenAPI document: of every route, and true of every answer."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

from streams.core.article import Anchor
from streams.incoming.receipts import Receipts
from streams.view.intake import Intake
from streams.view.operations import READING, SENDING
from streams.view.session import Keeper

from .builders import a_reading, a_row, an_article, withdrawn
from .sites import Served, served
from .test_app import PATHS, Structure, fill, hostile_article
from .test_intake import ARTICLE as SENT
from .test_intake import Clock, Kept
from .test_side_by_side import ARTICLE as BESIDE
from .test_side_by_side import give
from .test_writing import Acted

TOKEN = "a-token-of-sufficient-length"
BEARER = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
GONE, UNDATED = an_article("gone"), an_article("undated", anchor=Anchor(), published_at=None)
MORE = (
    f"/articles/{GONE.article_id}",
    f"/articles/{UNDATED.article_id}",
    f"/articles/{BESIDE.article_id}/raw",
    "/fates/news.raw/1/5",
    "/fates/news.raw/1/6",
    "/fates/news.raw/0/17",
    "/fates/news.raw/9/9",
    "/deadletters/news.raw/1/77",
    "/api",
)
"""Pages, and answers without one, beside those that every test of pages looks at."""
OTHERS = {
    "/feed.atom",
    "/healthz",
    "/readyz",
    "/metrics",
    "/live",
    "/topics/news.articles/tail",
    "/topics/news.articles/export.ndjson",
    "/topics/news.articles/export.csv",
}


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Served]:
    """A view that lets people do all it can, with articles of every kind."""
    clock = Clock()
    intake = Intake(Keeper(TOKEN, clock), Kept(), Receipts(tmp_path / "intake.sqlite", clock), 10_000, clock)
    async with served(tmp_path, token=TOKEN, acting=Acted(), intake=intake) as found:
        fill(found.feed)
        hostile_article(found.feed)
        found.feed.whole(a_reading(GONE))
        found.feed.article(withdrawn(GONE))
        found.feed.whole(a_reading(UNDATED))
        found.feed.actor(a_row("cty:FRA", "France", 1))
        found.feed.whole(a_reading(BESIDE))
        give(found, orjson.dumps({"text": "Estonia  waits .\n\nADVERTISEMENT\n<b>"}))
        yield found


async def told(site: Served) -> dict[str, Any]:
    document: dict[str, Any] = orjson.loads((await site.get("/api.json"))[1])
    return document


def template(document: dict[str, Any], path: str) -> str:
    """The path of the document that an address is of: of several the one that says most of it. Ids of actors may hold slashes."""
    fitting = [p for p in document["paths"] if re.fullmatch(_pattern(p), path)]
    assert fitting, path
    return str(max(fitting, key=lambda p: len(re.sub(r"{\w+}", "", p))))


def _pattern(path: str) -> str:
    return re.sub(r"\\{\w+\\}", ".+" if path.startswith("/actors/") else "[^/]+", re.escape(path))


def strict(document: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    """A schema of the document, closed: nothing may be there that is not described."""
    parts = {name: part if name in {"Problem", "State"} else closed(part) for name, part in document["components"]["schemas"].items()}
    return Draft202012Validator({**schema, "components": {"schemas": parts}}, format_checker=FormatChecker())


def closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    out = {key: closed(part) for key, part in schema.items()}
    return out | {"additionalProperties": False} if isinstance(out.get("properties"), dict) else out


async def check(document: dict[str, Any], method: str, path: str, response: Any) -> None:
    """The status is foreseen, the media type is the one that is told, and JSON is as its schema says."""
    found = document["paths"][template(document, path)][method]["responses"]
    assert str(response.status) in found, f"{path}: {response.status}"
    ((media, content),) = found[str(response.status)]["content"].items()
    assert response.content_type == media
    if "json" in media and "ndjson" not in media:
        wrong = list(strict(document, content["schema"]).iter_errors(orjson.loads(await response.read())))
        assert not wrong, f"{path}: " + "; ".join(f"{e.json_path}: {e.message[:200]}" for e in wrong[:5])


def twins(paths: tuple[str, ...]) -> list[str]:
    out = []
    for path in paths:
        plain, _, query = path.partition("?")
        out.append(("/index" if plain == "/" else plain) + ".json" + (f"?{query}" if query else ""))
    return out


async def test_document_is_valid_openapi(site: Served) -> None:
    """By the specification's own schema; ids of operations differ, references lead somewhere."""
    document = await told(site)
    OpenAPIV31SpecValidator(document).validate()
    names = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]
    assert len(names) == len(set(names)) == len(READING) + len(SENDING)


@pytest.mark.parametrize("path", [*twins(PATHS), *twins(MORE), *sorted(OTHERS)])
async def test_answers_are_as_the_document_says(site: Served, path: str) -> None:
    """Every field is there, of its type, and none that is not described; also with hostile, withdrawn and undated articles."""
    async with site.client.get(path) as response:
        await check(await told(site), "get", path.partition("?")[0], response)


@pytest.mark.parametrize(
    "path", ["/articles/x.json", "/actors/x.json", "/tags/x.json", "/deadletters/news.raw/1/99.json", "/topics/x.json", "/topics/x/tail"]
)
async def test_errors_are_as_the_document_says(site: Served, path: str) -> None:
    """404 is foreseen, with words."""
    async with site.client.get(path) as response:
        assert response.status == 404
        await check(await told(site), "get", path, response)


async def test_an_empty_view_answers_as_the_document_says(tmp_path: Path) -> None:
    """Before the first article, too."""
    async with served(tmp_path) as empty:
        document = await told(empty)
        for path in twins(("/", "/actors", "/articles", "/dates", "/tags", "/deadletters", "/sources", "/topics")):
            async with empty.client.get(path) as response:
                await check(document, "get", path, response)


async def test_what_is_sent_is_answered_as_the_document_says(site: Served) -> None:
    """Articles that are taken or not, letters that are replayed or put aside."""
    document = await told(site)
    sent = [
        ("/articles", SENT),
        ("/articles", [SENT, SENT | {"published_at": "yesterday"}]),
        ("/articles", {"text": ""}),
        ("/deadletters/replay.json", {"place": "news.raw/1/5", "reason": "cured"}),
        ("/deadletters/replay.json", {"nonsense": 1}),
        ("/deadletters/discard.json", {"all": True, "reason": "old"}),
    ]
    for path, body in sent:
        schema = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert strict(document, schema).is_valid(body) is ("nonsense" not in body)
        async with site.client.post(path, data=orjson.dumps(body), headers=BEARER) as response:
            await check(document, "post", path, response)
    async with site.client.post("/articles", data=b"{}", headers={"Content-Type": "application/json"}) as response:
        assert response.status == 401
        await check(document, "post", "/articles", response)


async def test_what_an_address_may_say_is_what_is_understood(site: Served) -> None:
    """Every field of `POST /articles` in the document is taken, and so is each kind of content; another field is refused."""
    told_of = (await told(site))["paths"]["/articles"]["post"]
    fields = [p["name"] for p in told_of["parameters"] if p["in"] == "query"]
    values = {"url": "https://example.org/1", "published_at": "2026-03-10", "version": "3", "status": "usable"}
    query = "&".join(f"{name}={values.get(name, name)}" for name in fields)
    for kind in told_of["requestBody"]["content"]:
        body = b'{"text": "Kenya thanked Peru."}\n'
        async with site.client.post(f"/articles?{query}", data=body, headers=BEARER | {"Content-Type": kind}) as response:
            assert response.status == 202, (kind, await response.text())
    async with site.client.post("/articles?nonsense=1", data=b"{}", headers=BEARER) as response:
        assert response.status == 400


async def test_no_route_for_programs_is_missing(site: Served) -> None:
    """Whatever answers anything but pages for people, styles and scripts stands in the document; and nothing stands there that is no route."""
    document = await told(site)
    examples = {template(document, plain := path.partition("?")[0]): plain for path in (*twins(PATHS), *twins(MORE), *OTHERS)}
    assert set(document["paths"]) <= set(examples) | set(SENDING)
    for route in site.client.app.router.routes() if site.client.app else ():
        path = route.resource.canonical if route.resource else ""
        if path == "/actors/{id}" or path.startswith("/static"):
            continue
        if route.method == "GET" and path not in document["paths"]:
            assert path in {"/", "/login", "/.json"} or f"{path}.json" in document["paths"], path
        elif route.method == "POST":
            assert path in document["paths"] or f"{path}.json" in document["paths"] or path in {"/login", "/logout"}


async def test_what_nobody_may_do_is_not_told(tmp_path: Path) -> None:
    """Without DATELINE_INTAKE_TOKEN there is no way to send articles, in the router and in the document."""
    async with served(tmp_path) as closed_view:
        assert "/articles" not in (await told(closed_view))["paths"]


async def test_page_shows_every_address_and_type(site: Served) -> None:
    """Readable without scripts: each path, each type, and each link to a type leads to it."""
    document = await told(site)
    _, html = await site.get("/api")
    page = Structure(html)
    ids = {attributes.get("id") for _, attributes in page.tags}
    assert [path for path in document["paths"] if path not in page.text] == []
    parts = {name for name in document["components"]["schemas"] if name.count(".") > 1}  # of values of topics
    assert {f"t-{name}" for name in set(document["components"]["schemas"]) - parts} <= ids
    assert [a["href"] for a in page.of("a") if (a["href"] or "").startswith("#t-") and (a["href"] or "")[1:] not in ids] == []
