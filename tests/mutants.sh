#!/usr/bin/env bash
# Takes one rule at a time from the real system, without any hook in it, and shows that a scenario notices: each run must FAIL.
# The simulation's own mutants are tests of the suite (SimulationTests).
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

unnoticed=0
run() { # mutant, scenario, a part of what the scenario has to say
  local answer
  answer=$(HEIMDALL_MUTANT=$1 dotnet test Heimdall.Tests --no-build --filter "FullyQualifiedName~$2" 2>&1)
  if [ $? -ne 0 ] && grep -qE "$3" <<<"$answer"; then
    printf '%-10s noticed by %s: %s\n' "$1" "$2" "$(grep -oE -m 1 "$3.{0,60}" <<<"$answer")"
  else
    printf '%-10s NOT noticed by %s\n%s\n' "$1" "$2" "$(tail -n 20 <<<"$answer")"
    unnoticed=$((unnoticed + 1))
  fi
}

# Without a mutant the same scenarios pass: what follows fails for the mutant's sake.
scenarios='FullyQualifiedName~FrozenWorkerTests|FullyQualifiedName~KilledWorkerTests|FullyQualifiedName~A_wake_up_that_was_purged|FullyQualifiedName~UniquenessTests'
dotnet test Heimdall.Tests --no-build --filter "$scenarios" || { echo "the scenarios fail without any mutant"; exit 1; }

run fence     A_worker_frozen_past_its_lease    'somebody wrote who was not to|Assert.Equal\(\) Failure'
run unique    Batches_and_calls_that_meet      'was extracted by [0-9]+ jobs'
run rescuer   A_worker_killed_with_a_job        'every job is found'
run announcer A_wake_up_that_was_purged         'the job is heard of again'

[ "$unnoticed" -eq 0 ] && echo "all mutants noticed"
exit "$unnoticed"
