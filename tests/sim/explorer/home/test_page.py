from flask.testing import FlaskClient

from sim.files.scenario_file import questions


def test_scenarios_stand_under_their_question_and_runs_under_their_name(
    explorer: FlaskClient,
) -> None:
    page = explorer.get("/", base_url="http://127.0.0.1").text

    assert all(f'href="/scenarios/{name}"' in page for name in questions())
    assert '<a href="/runs/reference">reference</a>' in page


def test_a_page_loads_only_from_here_and_forbids_scripts_in_it(explorer: FlaskClient) -> None:
    answer = explorer.get("/", base_url="http://127.0.0.1")

    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "<script>" not in answer.text
