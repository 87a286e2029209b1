"""A small wallet: people bring a number and its password, and have money online."""
