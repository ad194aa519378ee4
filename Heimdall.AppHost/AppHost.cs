using Heimdall.AppHost;
using Heimdall.AppHost.Demonstration;
using Heimdall.AppHost.Operations;

var command = AppHostCommand.Read(args);
if (command.Options is not { } options)
{
    return command.ExitCode;
}

var builder = DistributedApplication.CreateBuilder(args);
builder.UseOptions(options);

// What only the operator knows, or nobody has to.
var adminKey = builder.AddSecret("admin");
var databaseUser = builder.AddParameter("postgres-user", "heimdall");
var databasePassword = builder.AddSecret("postgres-password");
var queueUser = builder.AddParameter("rabbitmq-user", "heimdall");
var queuePassword = builder.AddSecret("rabbitmq-password");
var storeUser = builder.AddParameter("minio-user", "heimdall");
var storePassword = builder.AddSecret("minio-password");

// What Heimdall stands on. PostgreSQL's major version is the one that the tests run on.
var database = builder.AddPostgres("postgres", databaseUser, databasePassword)
    .WithImageTag("15")
    .WithDataVolume("heimdall-postgres")
    .WithLifetime(ContainerLifetime.Persistent)
    .AddDatabase("heimdall");

// The tests run on RabbitMQ 3.10, 4.x is untested: what is used of it means the same in both.
var queue = builder.AddRabbitMQ("rabbitmq", queueUser, queuePassword)
    .WithImageTag("4.2")
    .WithDataVolume("heimdall-rabbitmq")
    .WithLifetime(ContainerLifetime.Persistent)
    .WithManagementPlugin();

#pragma warning disable CS0618 // MinIO's community edition is archived, and its integration marked so. Any S3 store can take its place.
var store = builder.AddMinioContainer("minio", storeUser, storePassword)
    .WithDataVolume("heimdall-minio")
    .WithLifetime(ContainerLifetime.Persistent);
#pragma warning restore CS0618

// What Heimdall is.
var api = builder.AddProject<Projects.Heimdall_Api>("api")
    .WithHttpEndpoint(port: options.ApiPort)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithReference(database).WaitFor(database)
    .WithReference(queue).WaitFor(queue)
    .WithReference(store).WaitFor(store)
    .WithEnvironment("HEIMDALL_ADMIN_KEY", adminKey)
    .WithUrlForEndpoint("http", url => url.DisplayText = "Console")
    .WithUrlForEndpoint("http", _ => new() { Url = "/docs", DisplayText = "HTTP API" })
    .WithOperatorCommands(adminKey)
    .WithResourceView();

builder.AddProject<Projects.Heimdall_Extractor>("extractor")
    .WithReplicas(options.Replicas)
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReference(database).WaitFor(database)
    .WithReference(queue).WaitFor(queue)
    .WithReference(store).WaitFor(store)
    .WaitFor(api);

if (options.Demo)
{
    builder.AddDemonstration(api, adminKey, options);
}

builder.AddStartupNotes(api, adminKey, options);
builder.AddPublishing(options);
builder.Build().Run();
return Environment.ExitCode;
