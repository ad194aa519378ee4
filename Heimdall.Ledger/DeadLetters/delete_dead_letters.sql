-- What came again since it was found stays: nobody has seen it so.
delete from heimdall.dead_letters d
using unnest(@ids::uuid[], @counts::bigint[]) as found (id, count)
where d.id = found.id and d.count = found.count
