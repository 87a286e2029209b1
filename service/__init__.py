"""The reference service of wang huiyi; its rules are in `service.domain`, read first."""
