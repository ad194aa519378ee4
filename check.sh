#!/usr/bin/env bash
# One command that checks everything: formatting, a build without warnings, and the tests with the widest vectors, with AVX2 only and with none.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

echo "== format"
dotnet format whitespace Heimdall.sln --verify-no-changes

echo "== build"
dotnet build Heimdall.sln

echo "== tests"
dotnet test Heimdall.sln --no-build

echo "== signal tests without AVX-512"
DOTNET_EnableAVX512=0 dotnet test Heimdall.Tests --no-build --filter 'FullyQualifiedName~Heimdall.Tests.Extractor.Signal|FullyQualifiedName~Heimdall.Tests.Extractor.Features'

echo "== signal tests without vector extensions"
DOTNET_EnableHWIntrinsic=0 dotnet test Heimdall.Tests --no-build --filter 'FullyQualifiedName~Heimdall.Tests.Extractor.Signal|FullyQualifiedName~Heimdall.Tests.Extractor.Features'

echo "all checks passed"
