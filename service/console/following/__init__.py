"""Following money: from the cash to the seller, transfer by transfer, and the balance of all."""
