import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.pages.assets import ECHARTS, OF_EVERY_SITE, PACKAGE, Asset, assets

SERVED = (*OF_EVERY_SITE, Asset(PACKAGE, ECHARTS))


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(assets("assets", SERVED))
    return app.test_client()


@pytest.mark.parametrize("one", SERVED, ids=lambda one: one.name)
def test_a_file_is_served_as_it_is_and_kept_for_ever(client: FlaskClient, one: Asset) -> None:
    plain = client.get(one.path)
    packed = client.get(one.path, headers={"Accept-Encoding": "gzip, br"})

    assert plain.data == gzip.decompress(packed.data) == one.content
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "immutable" in plain.headers["Cache-Control"]
    assert plain.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/static/0000000000000000/style.css",
        SERVED[0].path.replace("style.css", "assets.py"),
        SERVED[0].path.replace("style.css", "../assets.py"),
        SERVED[0].path.replace("style.css", "%2e%2e%2fassets.py"),
    ],
)
def test_nothing_else_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
