"""What is run elsewhere, with packages that are not here, is not collected here."""

collect_ignore_glob = ["generated/*", "wallet/*"]
