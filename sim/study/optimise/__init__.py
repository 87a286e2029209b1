"""The cheapest staffing that keeps a promise about waiting, chosen with a stated probability.

`search` is the way in. `plans` are what can be chosen, `trial` is what one run says of each,
`selection` and `allocation` decide from that, and `covering` makes shifts of what is needed.
"""
