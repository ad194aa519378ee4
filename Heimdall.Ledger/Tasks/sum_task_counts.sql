select coalesce(sum(successful), 0)::bigint as successful, coalesce(sum(failed), 0)::bigint as failed,
       coalesce(sum(executed), 0)::bigint as executed, coalesce(sum(execution_ms), 0) as execution_ms
from heimdall.task_counts
