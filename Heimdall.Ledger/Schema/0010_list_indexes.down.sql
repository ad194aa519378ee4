drop index heimdall.coverage_failed;
drop index heimdall.coverage_with;
