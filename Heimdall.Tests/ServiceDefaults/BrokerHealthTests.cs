using Heimdall.ServiceDefaults.Broker;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.ServiceDefaults;

[Collection(BrokerTests.Name)]
public sealed class BrokerHealthTests(TestBroker broker)
{
    [BrokerFact]
    public async Task The_brokers_health_follows_the_broker_down_and_up()
    {
        await using var service = await RunningService.StartAsync(
            builder => builder.AddRabbitMQClient("rabbitmq"), ("ConnectionStrings:rabbitmq", broker.ConnectionString));
        Assert.Equal(200, (await service.GetAsync("/health")).Status);

        await broker.StopNodeAsync();
        Assert.Equal(503, (await service.GetAsync("/health")).Status);

        await broker.StartNodeAsync();
        Assert.Equal(200, (await service.GetAsync("/health")).Status);
    }
}
