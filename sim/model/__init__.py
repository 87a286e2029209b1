"""The SimPy model, the reference of both engines: a journey from a wish to the seller's money.

Read `journey` first. The other modules are its parts: the visit to a `counter`, the `redemption`
of a receipt, the `parcel`; and what they need: the `office` with its lines and rounds, the page of
a `purchase`, and the `pause` before somebody tries again. `tries` estimates how often that is.
The model draws nothing: `sim.people` settles before a run all that chance decides.
"""
