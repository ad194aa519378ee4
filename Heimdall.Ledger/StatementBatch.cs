using Npgsql;

namespace Heimdall.Ledger;

/// <summary>Statements that go to the server together, in one round trip.</summary>
internal static class StatementBatch
{
    private static readonly string LookUpByKey = SqlFile.Read("look_up_by_key");

    /// <summary>First of a batch whose statements look up a few rows of large tables. Answers one row.</summary>
    public static void AddLookUpByKey(this NpgsqlBatch batch) => batch.Add(LookUpByKey);

    /// <summary>Adds one of the library's statements.</summary>
    /// <param name="batch">What goes together.</param>
    /// <param name="statement">A single statement.</param>
    /// <param name="parameters">Its parameters, by the names it has for them.</param>
    public static void Add(this NpgsqlBatch batch, string statement, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = new NpgsqlBatchCommand(statement);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        batch.BatchCommands.Add(command);
    }
}
