using System.Globalization;
using System.Net;

namespace Heimdall.Tests.Servers;

/// <summary>
/// A real S3 service: one Ceph monitor, one storage daemon that keeps everything in memory, and the gateway, in a folder of their own
/// and on loopback ports of their own. Started once for the tests that share it; absent where its programs are not installed.
/// </summary>
public sealed class CephGateway : IAsyncLifetime
{
    public const string AccessKey = "heimdall";
    public const string SecretKey = "heimdall-secret";

    private const string User = "ceph";
    private const int PortCount = 32;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly string _folder = Path.Join("/tmp", $"heimdall-ceph-{Guid.NewGuid():N}");
    private readonly List<ServerProcess> _daemons = [];
    private int _firstPort;

    public Uri Endpoint => new($"http://127.0.0.1:{_firstPort + 9}");

    public string ConnectionString => ConnectionStringFor(Endpoint);

    public static string ConnectionStringFor(Uri endpoint) =>
        $"Endpoint={endpoint.AbsoluteUri};AccessKey={AccessKey};SecretKey={SecretKey}";

    public async Task InitializeAsync()
    {
        if (TestPrograms.Ceph.WhyAbsent is not null)
        {
            return;
        }

        await TestPrograms.Ceph.EnsureAsync();

        try
        {
            await StartAsync();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async Task DisposeAsync()
    {
        // The gateway first, the monitor last: a storage daemon without its monitor is slow to stop.
        foreach (var daemon in Enumerable.Reverse(_daemons))
        {
            await daemon.DisposeAsync();
        }

        _daemons.Clear();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task StartAsync()
    {
        _firstPort = FreePorts.FindBlock(PortCount);
        var clusterId = Guid.NewGuid();
        await WriteFilesAsync(clusterId);
        await MakeKeysAsync(clusterId);

        await RunAsync("ceph-mon", "--mkfs", "-i", "a", "--monmap", In("monmap"), "--keyring", In("keyring"));
        await StartDaemonAsync("ceph-mon", "-f", "-i", "a");
        await WaitUntilAsync("ceph", "mon", "stat");

        var storageId = Guid.NewGuid().ToString("D");
        await RunAsync("ceph", "osd", "new", storageId, "0");
        await RunAsync("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", storageId);
        await StartDaemonAsync("ceph-osd", "-f", "-i", "0");
        await Eventually.HoldsAsync(
            async () => (await RunAsync("ceph", "osd", "stat")).Contains("1 up", StringComparison.Ordinal), Deadline, Logs);

        await RunAsync(
            "radosgw-admin", "user", "create", "--uid=app", "--display-name=app", $"--access-key={AccessKey}", $"--secret-key={SecretKey}");
        await StartDaemonAsync("radosgw", "-f", "-n", "client.rgw");
        await Eventually.HoldsAsync(AnswersAsync, Deadline, Logs);
    }

    private async Task WriteFilesAsync(Guid clusterId)
    {
        foreach (var name in new[] { "mon", "osd", "run", "log", "rgw" })
        {
            Directory.CreateDirectory(In(name));
        }

        await File.WriteAllTextAsync(In("ceph.conf"), string.Create(CultureInfo.InvariantCulture, $"""
            [global]
            fsid = {clusterId:D}
            mon_initial_members = a
            mon_host = [v2:127.0.0.1:{_firstPort},v1:127.0.0.1:{_firstPort + 1}]
            public_network = 127.0.0.0/8
            public_addr = 127.0.0.1
            cluster_addr = 127.0.0.1
            ms_bind_ipv6 = false
            ms_bind_port_min = {_firstPort + 10}
            ms_bind_port_max = {_firstPort + PortCount - 1}
            auth_cluster_required = cephx
            auth_service_required = cephx
            auth_client_required = cephx
            auth_allow_insecure_global_id_reclaim = false
            keyring = {In("keyring")}
            mon_data = {In("mon")}
            osd_data = {In("osd")}
            rgw_data = {In("rgw")}
            run_dir = {In("run")}
            crash_dir = {In("run")}
            admin_socket = {In("run")}/$name.asok
            log_file = {In("log")}/$name.log
            log_to_syslog = false
            pid_file =
            mon_allow_pool_size_one = true
            mon_data_avail_warn = 1
            mon_data_avail_crit = 1
            paxos_propose_interval = 0.05
            paxos_min_wait = 0.01
            osd_pool_default_size = 1
            osd_pool_default_min_size = 1
            osd_pool_default_pg_num = 1
            osd_pool_default_pg_autoscale_mode = off
            osd_crush_chooseleaf_type = 0
            osd_objectstore = memstore
            memstore_device_bytes = 2147483648
            rgw_frontends = beast endpoint=127.0.0.1:{_firstPort + 9} tcp_nodelay=1
            rgw_enable_apis = s3
            rgw_override_bucket_index_max_shards = 1
            rgw_dynamic_resharding = false

            """));
    }

    private async Task MakeKeysAsync(Guid clusterId)
    {
        // One keyring for all: the gateway of this version does not start without authentication.
        await RunAsRootAsync("ceph-authtool", "--create-keyring", In("keyring"), "--gen-key", "-n", "mon.", "--cap", "mon", "allow *");
        foreach (var name in new[] { "client.admin", "osd.0", "client.rgw" })
        {
            await RunAsRootAsync(
                "ceph-authtool", In("keyring"), "--gen-key", "-n", name, "--cap", "mon", "allow *", "--cap", "osd", "allow *");
        }

        await RunAsRootAsync(
            "monmaptool", "--create", "--fsid", clusterId.ToString("D"),
            "--addv", "a", $"[v2:127.0.0.1:{_firstPort},v1:127.0.0.1:{_firstPort + 1}]", In("monmap"));
        if (Environment.UserName == "root")
        {
            await RunAsRootAsync("chown", "-R", $"{User}:{User}", _folder);
        }
    }

    private async Task<bool> AnswersAsync()
    {
        if (_daemons.Find(daemon => daemon.HasEnded) is { } ended)
        {
            throw new InvalidOperationException($"A daemon of the gateway ended: {ended.Log}");
        }

        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        try
        {
            using var answer = await http.GetAsync(Endpoint);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private Task WaitUntilAsync(params string[] command) =>
        Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    await RunAsync(command);
                    return true;
                }
                catch (InvalidOperationException)
                {
                    return false;
                }
            },
            Deadline,
            Logs);

    private async Task StartDaemonAsync(params string[] command) =>
        _daemons.Add(await ServerProcess.StartAsync(User, "SIGKILL", Variables(), In($"log/{command[0]}.out"), command));

    private Task<string> RunAsync(params string[] command) => ServerProcess.RunAsync(User, Variables(), command);

    private Task<string> RunAsRootAsync(params string[] command) => ServerProcess.RunAsync(Environment.UserName, Variables(), command);

    private Dictionary<string, string> Variables() => new(StringComparer.Ordinal)
    {
        ["HOME"] = _folder,
        ["PATH"] = "/usr/bin:/bin:/usr/sbin",
        ["LANG"] = "C.UTF-8",
        ["CEPH_CONF"] = In("ceph.conf"),
    };

    private string Logs() => string.Join("\n---\n", _daemons.Select(daemon => daemon.Log));

    private string In(string name) => Path.Join(_folder, name);
}
