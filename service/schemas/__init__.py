"""Bodies and answers of the API: strict models, from which the contract is made."""
