"""Pages in a real Chromium, which `make browser` installs and runs."""
