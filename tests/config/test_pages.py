"""The pages that people open in a browser work under the strict policy, without anyone else's server."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client

INLINE = re.compile(r"<(?:script|style)(?![^>]*(?:nonce=\"[^\"]+\"|src=))[^>]*>|\sstyle=|\son\w+=|javascript:")


@pytest.mark.parametrize("path", ["/", "/api/v1/docs/"])
def test_nothing_inline_is_without_a_nonce(client: Client, path: str) -> None:
    page = client.get(path)

    assert page.status_code == 200
    assert not INLINE.search(page.text)
    assert all(nonce in page["Content-Security-Policy"] for nonce in re.findall(r'nonce="([^"]+)"', page.text))
    assert "unsafe" not in page["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/api/v1/docs/"])
def test_nothing_comes_from_elsewhere(client: Client, path: str) -> None:
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", client.get(path).text)


def test_the_icon_that_browsers_ask_for_is_there(client: Client) -> None:
    icon = client.get("/favicon.ico")

    assert (icon.status_code, icon["Content-Type"]) == (200, "image/svg+xml")
    assert "max-age=86400" in icon["Cache-Control"]


def test_the_docs_find_their_assets_and_their_script(client: Client) -> None:
    page = client.get("/api/v1/docs/").text
    assets = re.findall(r'(?:src|href)="/static/([^"]+)"', page)
    (script,) = re.findall(r'src="(/api/[^"]+)"', page)

    assert len(assets) == 4
    assert all(finders.find(asset) for asset in assets)
    assert client.get(script)["Content-Type"].startswith("application/javascript")


def test_the_start_page_leads_to_pages_that_exist(client: Client, db: None) -> None:
    links = re.findall(r'href="(/[^"]*)"', client.get("/").text)

    assert len(links) >= 4
    assert all(client.get(link).status_code in {200, 302} for link in links)


def test_the_schema_is_valid_and_complete(client: Client) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", "/dev/null")

    schema = client.get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json()
    assert schema["openapi"].startswith("3.1")
    assert {"/api/v1/accounts/register/", "/api/v1/accounts/me/", "/api/v1/jobs/{job_id}/"} <= set(schema["paths"])
    assert "Problem" in schema["components"]["schemas"]
    assert schema["components"]["securitySchemes"]["token"]["name"] == "Authorization"
