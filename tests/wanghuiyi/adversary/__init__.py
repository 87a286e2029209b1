"""The adversary: what it draws, how it shrinks, and how its sessions are run."""
