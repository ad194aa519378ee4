-- For the rest of the transaction. Statements are planned once a connection: one that was planned while a table was nearly empty would read
-- it from end to end ever after, until somebody analyses the table. These look a few rows up, however many there are, by the same plan: the
-- planner would make another one for each call, because it believes that ten rows of an array are too many for the plan it has.
select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
       set_config('plan_cache_mode', 'force_generic_plan', true)
