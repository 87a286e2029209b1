"""Steps: what people do in the town, each one click and one request.

`STEPS` has them by the name in their address; `done` carries one out. A step says why it cannot be
done now (`missing`), makes its request (`request`), and keeps of the answer what later steps need
(`learn`). The split screen and the tour do the same steps.
"""

from service.console.steps import books, counter, parcel, shop, telephone, wallet
from service.console.steps.step import TownStep

STEPS: dict[str, TownStep] = {
    one.name: one
    for one in (
        *counter.STEPS,
        *telephone.STEPS,
        *wallet.STEPS,
        *shop.STEPS,
        *parcel.STEPS,
        *books.STEPS,
    )
}

__all__ = ["STEPS", "TownStep"]
