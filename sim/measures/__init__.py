"""Measures: pure functions from the diary to throughput, waits, shares and intervals.

`measure` makes the tables of one county and replication, `merge` adds up counties, in whatever
parts, `metrics_of` takes the figures, `estimates` their means and intervals over replications.
"""

from sim.measures.catalogue import BY_NAME, METRICS, Metric, metrics_of, shown
from sim.measures.estimates import Estimate, estimate, estimates, t_half_width
from sim.measures.merged import Measures, measure, merge

__all__ = [
    "BY_NAME",
    "METRICS",
    "Estimate",
    "Measures",
    "Metric",
    "estimate",
    "estimates",
    "measure",
    "merge",
    "metrics_of",
    "shown",
    "t_half_width",
]
