using Heimdall.Extractor;
using Heimdall.Extractor.CommandLine;
using Heimdall.Ledger;
using Heimdall.Ledger.Objects;
using Heimdall.Ledger.WakeUps;
using Heimdall.ServiceDefaults;
using Heimdall.ServiceDefaults.Broker;
using Heimdall.ServiceDefaults.Health;
using Heimdall.ServiceDefaults.Postgres;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

if (args.Length > 0)
{
    return await ExtractorCommands.RunAsync(args);
}

try
{
    var builder = WebApplication.CreateSlimBuilder();
    builder.AddServiceDefaults();
    builder.AddNpgsqlDataSource("heimdall");
    builder.AddRabbitMQClient("rabbitmq");
    builder.Services.AddObjectStore(builder.Configuration.GetConnectionString("minio") ?? "");
    builder.AddDependencyCheck("ObjectStore", HealthRequirement.Required, (services, cancellation) => services.GetRequiredService<IObjectStore>().CheckAsync(cancellation));
    builder.Services.AddLedger().AddWakeUps();
    builder.Services.AddExtraction(builder.Configuration);

    var app = builder.Build();
    app.MapDefaultEndpoints();
    await app.RunAsync();
    return Environment.ExitCode;
}
catch (Exception wrong) when (wrong is SettingOutOfRangeException or FormatException)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 1;
}
