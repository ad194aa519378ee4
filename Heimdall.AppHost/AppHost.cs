using Heimdall.AppHost;
using Heimdall.AppHost.Demonstration;

var command = AppHostCommand.Read(args);
if (command.Options is not { } options)
{
    return command.ExitCode;
}

var builder = DistributedApplication.CreateBuilder(args);
builder.UseOptions(options);

// What only the operator knows, or nobody has to.
var adminKey = builder.AddParameter("admin", secret: true);
var databaseUser = builder.AddParameter("postgres-user", "heimdall");
var databasePassword = builder.AddParameter("postgres-password", secret: true);
var queueUser = builder.AddParameter("rabbitmq-user", "heimdall");
var queuePassword = builder.AddParameter("rabbitmq-password", secret: true);
var storeUser = builder.AddParameter("minio-user", "heimdall");
var storePassword = builder.AddParameter("minio-password", secret: true);

// What Heimdall stands on.
var database = builder.AddPostgres("postgres", databaseUser, databasePassword)
    .WithDataVolume("heimdall-postgres")
    .WithLifetime(ContainerLifetime.Persistent)
    .AddDatabase("heimdall");

var queue = builder.AddRabbitMQ("rabbitmq", queueUser, queuePassword)
    .WithDataVolume("heimdall-rabbitmq")
    .WithLifetime(ContainerLifetime.Persistent)
    .WithManagementPlugin();

var store = builder.AddMinioContainer("minio", storeUser, storePassword)
    .WithDataVolume("heimdall-minio")
    .WithLifetime(ContainerLifetime.Persistent);

// What Heimdall is.
var api = builder.AddProject<Projects.Heimdall_Api>("api")
    .WithHttpEndpoint(port: options.ApiPort)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithReference(database).WaitFor(database)
    .WithReference(queue).WaitFor(queue)
    .WithReference(store).WaitFor(store)
    .WithEnvironment("HEIMDALL_ADMIN_KEY", adminKey);

builder.AddProject<Projects.Heimdall_Extractor>("extractor")
    .WithReplicas(options.Replicas)
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReference(database).WaitFor(database)
    .WithReference(queue).WaitFor(queue)
    .WithReference(store).WaitFor(store)
    .WaitFor(api);

builder.AddStartupNotes(api, options);
if (options.Demo)
{
    builder.AddDemonstration(api, adminKey, options);
}

builder.Build().Run();
return Environment.ExitCode;
