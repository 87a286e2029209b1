"""One person: from the wish to the door, and the same person under another scenario.

`found` has the journey, from the files or simulated again; `phases` what its parts belong to,
`stays` each visit to a counter or agent, `twin` who is the same person elsewhere and what differs,
`lists` whom to look at; `charts` and `shown` show them, `pages` answers.
"""
