"""Switches of faults: of requests and of webhooks, each rule in words, on and off by a click."""
