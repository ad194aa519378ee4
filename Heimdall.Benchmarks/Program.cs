using System.CommandLine;
using Heimdall.Benchmarks.Compare;
using Heimdall.Benchmarks.Extract;
using Heimdall.Benchmarks.Kernels;
using Heimdall.Benchmarks.Load;
using Heimdall.Benchmarks.Queue;
using Heimdall.Benchmarks.Scale;
using Heimdall.Benchmarks.Seed;

var root = new RootCommand("How fast Heimdall turns IQ into features, and how fast others are. See docs/benchmarks.md.")
{
    ExtractCommand.Create(),
    CompareCommand.Create(),
    KernelsCommand.Create(),
    QueueCommand.Create(),
    SeedCommand.Create(),
    ScaleCommand.Create(),
    LoadCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
