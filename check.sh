#!/usr/bin/env bash
# One command that checks everything: formatting, a build without warnings, and the tests with the widest vectors, with AVX2 only and with none.
#   ./check.sh                the above
#   ./check.sh --simulation   also 100,000 histories of the job protocol from a seed that is new every time
#   ./check.sh --storm        also the long storm: 3 workers, 2,000 sessions, everything going wrong
#   ./check.sh --mutants      also that the tests notice when a rule is taken from the real system
#   ./check.sh --screenshots  also the README's pictures of the console, taken anew into docs/images
# Only builds and runs what is named where --only comes first: ./check.sh --only --storm
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

all=yes simulation=no storm=no mutants=no screenshots=no
for option in "$@"; do
  case $option in
    --only) all=no ;;
    --simulation) simulation=yes ;;
    --storm) storm=yes ;;
    --mutants) mutants=yes ;;
    --screenshots) screenshots=yes ;;
    *) echo "unknown option $option" >&2; exit 2 ;;
  esac
done

if [ $all = yes ]; then
  echo "== format"
  dotnet format whitespace Heimdall.sln --verify-no-changes
fi

echo "== build"
dotnet build Heimdall.sln

if [ $all = yes ]; then
  echo "== tests"
  dotnet test Heimdall.sln --no-build

  echo "== signal tests without AVX-512"
  DOTNET_EnableAVX512=0 dotnet test Heimdall.Tests --no-build --filter 'FullyQualifiedName~Heimdall.Tests.Extractor.Signal|FullyQualifiedName~Heimdall.Tests.Extractor.Features'

  echo "== signal tests without vector extensions"
  DOTNET_EnableHWIntrinsic=0 dotnet test Heimdall.Tests --no-build --filter 'FullyQualifiedName~Heimdall.Tests.Extractor.Signal|FullyQualifiedName~Heimdall.Tests.Extractor.Features'
fi

if [ $simulation = yes ]; then
  first=$(( $(date +%s) * 1000 ))
  echo "== simulation: 100,000 histories from seed $first"
  HEIMDALL_SIMULATION_FIRST_SEED=$first HEIMDALL_SIMULATION_HISTORIES=100000 \
    dotnet test Heimdall.Tests --no-build --filter 'FullyQualifiedName~Whatever_goes_wrong_no_rule_is_broken' --logger 'console;verbosity=detailed'
fi

if [ $storm = yes ]; then
  echo "== long storm"
  HEIMDALL_STORM=long dotnet test Heimdall.Tests --no-build --filter 'FullyQualifiedName~After_a_long_storm' --logger 'console;verbosity=detailed'
fi

if [ $mutants = yes ]; then
  echo "== mutants"
  tests/mutants.sh
fi

if [ $screenshots = yes ]; then
  echo "== screenshots"
  HEIMDALL_SCREENSHOTS="$PWD/docs/images" \
    dotnet test Heimdall.Tests.Browser --no-build --filter 'FullyQualifiedName~Pictures_of_all_pages_are_kept' --logger 'console;verbosity=detailed'
fi

echo "all checks passed"
