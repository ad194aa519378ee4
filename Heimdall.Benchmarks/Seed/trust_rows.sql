-- What is seeded is consistent by construction: neither foreign keys nor the triggers that keep coverage look at every row again. Only a
-- superuser may say so, and only for this transaction.
set local session_replication_role = replica;
set local synchronous_commit = off
