-- For the rest of the transaction.
select set_config('statement_timeout', @milliseconds::text, true)
