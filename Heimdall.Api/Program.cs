using Heimdall.Api;
using Heimdall.Api.Hosting;

try
{
    await using var api = ApiApplication.Build(args);
    await api.RunAsync();
    return Environment.ExitCode;
}
catch (InvalidSettingException error)
{
    await Console.Error.WriteLineAsync($"Heimdall's API does not start: {error.Message}");
    return 1;
}
