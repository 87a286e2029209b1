"""A package that happens to have this name, too."""

IS_OF_THE_WALLET = True
