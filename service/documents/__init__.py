"""What is written for people and their bookkeeping: labels, tracking pages, settlement files."""
