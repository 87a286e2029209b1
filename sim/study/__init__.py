"""The questions of planners: what an effect costs, and what else is asked of whole runs.

One module a question. They are pure: commands read and write for them, and pictures are drawn of
what they return.
"""
