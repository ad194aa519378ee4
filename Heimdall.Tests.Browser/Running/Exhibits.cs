using Heimdall.Tests.Api;

namespace Heimdall.Tests.Browser.Running;

/// <summary>What there is to look at, made once: a session that four of seven receivers heard, one that failed, and recordings with names that are no text.</summary>
/// <param name="Session">The session with seven receivers.</param>
/// <param name="Measurement">One that heard the signal.</param>
/// <param name="Corrupt">One that could not be extracted.</param>
/// <param name="Job">The job of the session.</param>
/// <param name="FailedSession">A session none of whose recordings could be extracted.</param>
/// <param name="FailedJob">Its job.</param>
/// <param name="Backfill">A backfill that was planned.</param>
internal sealed record Exhibits(Guid Session, Guid Measurement, Guid Corrupt, Guid Job, Guid FailedSession, Guid FailedJob, Guid Backfill)
{
    public const string SessionName = "Two-metre net, evening round";

    /// <summary>Every page of the console, with a name.</summary>
    public IReadOnlyList<(string Name, string Path)> Pages =>
    [
        ("overview", "/"),
        ("sessions", "/sessions"),
        ("session", $"/sessions/{Session}"),
        ("session-failed", $"/sessions/{FailedSession}"),
        ("measurement", $"/measurements/{Measurement}"),
        ("measurement-failed", $"/measurements/{Corrupt}"),
        ("jobs", "/jobs"),
        ("jobs-failed", "/jobs?status=failed"),
        ("job", $"/jobs/{Job}"),
        ("job-failed", $"/jobs/{FailedJob}"),
        ("backfills", "/backfills"),
        ("backfill", $"/backfills/{Backfill}"),
        ("tasks", "/tasks"),
        ("alerts", "/alerts"),
        ("dead-letters", "/dead-letters"),
        ("stations", "/stations"),
    ];

    public static async Task<Exhibits> MakeAsync(ApiClient admin, ApiClient recorder, double seconds)
    {
        var session = await recorder.CreateSessionAsync(SessionName, "Weekly net of the section; the repeater was off the air.");
        Guid measurement = default;
        Guid corrupt = default;
        foreach (var station in Cast.Stations)
        {
            var id = await recorder.CreateStationAsync(station.Name, station.Latitude, station.Longitude);
            var heard = await recorder.RecordAsync(session, id, station.IsBroken ? Airwaves.TooShort() : station.Hear(seconds));
            measurement = station == Cast.Best ? heard : measurement;
            corrupt = station.IsBroken ? heard : corrupt;
        }

        var job = await recorder.CompleteAsync(session);

        var failed = await recorder.CreateSessionAsync("Beacon watch", "The receiver was switched off too early.", frequencyHz: 144_470_000);
        await recorder.RecordAsync(failed, await recorder.CreateStationAsync("Sestriere", 44.96, 6.88), Airwaves.TooShort());
        var failedJob = await recorder.CompleteAsync(failed);
        await recorder.CompleteAsync(await RecordingAsync(recorder, "Beacon watch", 144_430_000, Airwaves.Tone(-3_000)));
        await recorder.CompleteAsync(await RecordingAsync(recorder, "Weather satellite pass", 137_100_000, Airwaves.Tone(7_500, amplitude: 0.01)));
        await RecordingAsync(recorder, "Marine channel 16", 156_800_000, Airwaves.Noise());

        Assert.Equal("completed", await recorder.EndOfJobAsync(job));
        Assert.Equal("failed", await recorder.EndOfJobAsync(failedJob));
        await recorder.AllJobsEndAsync();
        var backfill = (await admin.PostAsync("/api/v1/admin/backfills", new { feature_set = "rf.iq" })).Expect(201).GetProperty("id").GetGuid();
        return new Exhibits(session, measurement, corrupt, job, failed, failedJob, backfill);
    }

    private static async Task<Guid> RecordingAsync(ApiClient recorder, string name, long frequencyHz, byte[] samples)
    {
        var session = await recorder.CreateSessionAsync(name, frequencyHz: frequencyHz);
        await recorder.RecordAsync(session, await recorder.CreateStationAsync($"Station at {frequencyHz / 1e6:0.000} MHz", 45.1, 7.9), samples);
        return session;
    }
}
