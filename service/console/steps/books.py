"""At the end of the day: the books are closed, and what one owes the other is paid."""

from service.clock import date_of
from service.console.sending import ToSend
from service.console.steps.step import Form, Scene, TownStep, always
from service.domain.day import day_of


def close_day(scene: Scene, form: Form) -> ToSend:
    """Close a day, and pay the net amount due."""
    today = day_of(scene.facts.now_ms)
    days = {"": today, "today": today, "yesterday": today - 1}
    typed = form.get("day", "")
    body = {"day": date_of(days[typed]) if typed in days else typed}
    return ToSend("The day is closed", "POST", "/v1/settlements", "operator", body)


STEPS = (TownStep("close-day", "Close the day", always, close_day),)
