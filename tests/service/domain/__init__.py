"""Tests of the rules, a file for each module of `service.domain`."""
