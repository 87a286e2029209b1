"""Webhooks: subscriptions, messages with every attempt, and why a receiver refuses a signature."""
