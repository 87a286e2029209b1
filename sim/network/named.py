"""Outlets that a scenario names: their own counters and shifts in place of any others."""

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.scenario import OutletStaffing, Staffing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.network import County, Outlet


def as_named(counties: "Sequence[County]", staffing: Staffing) -> "tuple[County, ...]":
    """Return the counties with the counters and shifts of the outlets that are named."""
    named = staffing.by_outlet
    if not named:
        return tuple(counties)
    return tuple(
        replace(
            county,
            outlets=tuple(
                _outlet(one, named[one.name]) if one.name in named else one
                for one in county.outlets
            ),
        )
        for county in counties
    )


def _outlet(outlet: "Outlet", own: OutletStaffing) -> "Outlet":
    return replace(
        outlet, counters=own.counters or outlet.counters, shifts=own.shifts or outlet.shifts
    )
