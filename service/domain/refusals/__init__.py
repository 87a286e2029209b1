"""What the product refuses, each by a name, a code and a message; `base` says what they share."""
