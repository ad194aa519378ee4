using Heimdall.Extractor;
using Heimdall.Extractor.CommandLine;
using Heimdall.Ledger;
using Heimdall.Ledger.WakeUps;
using Heimdall.ServiceDefaults;
using Heimdall.ServiceDefaults.Broker;
using Heimdall.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;

if (args.Length > 0)
{
    return await ExtractorCommands.RunAsync(args);
}

try
{
    var builder = WebApplication.CreateSlimBuilder();
    builder.AddServiceDefaults();
    builder.RequireConnectionString("heimdall", "the database, such as Host=…;Username=…;Password=…;Database=heimdall");
    builder.RequireConnectionString("rabbitmq", "the broker, such as amqp://user:password@host:5672");
    builder.AddLedgerDatabase("heimdall");
    builder.AddRabbitMQClient("rabbitmq");
    builder.AddObjectStore("minio");
    builder.Services.AddLedger().AddWakeUps();
    builder.Services.AddExtraction(builder.Configuration);

    var app = builder.Build();
    app.MapDefaultEndpoints();
    app.MapMetrics();
    await app.RunAsync();
    return Environment.ExitCode;
}
catch (SettingException wrong)
{
    await Console.Error.WriteLineAsync($"Heimdall's extractor does not start: {wrong.Message}");
    return 1;
}
