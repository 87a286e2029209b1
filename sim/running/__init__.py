"""Running: an experiment's replications of all counties, as shards, on processes or a cluster.

`experiment` is the way in. `shard` is the unit of parallel work, `engines` run it, `executors` and
`cluster` say where; `dispatch` sends shards and takes results, `replication` merges them.
"""
