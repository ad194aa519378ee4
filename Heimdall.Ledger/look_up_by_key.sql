-- For the rest of the transaction. Statements are planned once a connection: one that was planned while a table was nearly empty would read
-- it from end to end ever after, until somebody analyses the table. These look a few rows up, however many there are.
select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)
