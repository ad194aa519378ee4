using Heimdall.Ledger.Alerts;
using Heimdall.Ledger.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Heimdall.Extractor.Scheduling;

/// <summary>Sets the timers.</summary>
internal static class SchedulingRegistration
{
    public static IServiceCollection AddScheduling(this IServiceCollection services, SchedulesOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<TaskRunner>().AddHostedService(provider => provider.GetRequiredService<TaskRunner>());
        services.AddSingleton<AlertRounds>();
        services.AddQuartz(quartz =>
        {
            quartz.AddTask<BatchExtraction>(services, TaskName.BatchExtraction, options.BatchExtractionInterval);
            quartz.AddTask<Housekeeping>(services, TaskName.Housekeeping, options.HousekeepingInterval);
            quartz.AddTask<StuckCheck>(services, TaskName.StuckCheck, options.StuckCheckInterval);
            quartz.AddTask<AlertCheck>(services, TaskName.AlertCheck, options.AlertCheckInterval);
        });
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = false);
        return services;
    }

    // Once at the start, for the slot that runs unless somebody has run it, then at the beginning of every slot.
    private static void AddTask<TTask>(this IQuartzBuilder quartz, IServiceCollection services, string name, TimeSpan interval)
        where TTask : class, IScheduledTask
    {
        services.AddSingleton(new Schedule(name, interval));
        services.AddSingleton<TTask>();
        services.AddSingleton<IScheduledTask>(provider => provider.GetRequiredService<TTask>());
        var key = new JobKey(typeof(TTask).Name);
        quartz.AddJob<ScheduledTick<TTask>>(job => job.WithIdentity(key));
        quartz.AddTrigger(trigger => trigger.ForJob(key).WithIdentity($"{key.Name} at start").StartNow());
        quartz.AddTrigger((provider, trigger) => trigger
            .ForJob(key)
            .WithIdentity($"{key.Name} by the clock")
            .StartAt(TimeSlots.Next(provider.GetRequiredService<TimeProvider>().GetUtcNow(), interval))
            .WithSimpleSchedule(schedule => schedule.WithInterval(interval).RepeatForever()));
    }
}
