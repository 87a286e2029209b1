"""What the API refuses before or beside the rules, and how every refusal becomes an answer."""
