using System.Text.RegularExpressions;
using Heimdall.Ledger;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Ledger;

public sealed partial class SqlFileTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    public static TheoryData<string> Statements => new(SqlFile.Names.Where(name => !MigrationOrScript().IsMatch(name)));

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task Every_statement_prepares_against_the_migrated_schema(string name)
    {
        var parameters = new List<string>();
        var sql = Parameter().Replace(SqlFile.Read(name[..^".sql".Length]), match =>
        {
            if (!parameters.Contains(match.Value))
            {
                parameters.Add(match.Value);
            }

            return $"${parameters.IndexOf(match.Value) + 1}";
        });

        await using var connection = await database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = connection.CreateCommand();
        if (sql.Contains("\nlock table", StringComparison.Ordinal))
        {
            // A utility statement cannot be prepared; it can be run and taken back.
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync();
            return;
        }

        command.CommandText = $"prepare statement_under_test as {sql}";
        await command.ExecuteNonQueryAsync();
        command.CommandText = "deallocate statement_under_test";
        await command.ExecuteNonQueryAsync();
    }

    [Fact]
    public void Every_statement_takes_its_values_as_parameters_only() =>
        Assert.All(SqlFile.Names, name => Assert.DoesNotContain("{0}", SqlFile.Read(name[..^".sql".Length]), StringComparison.Ordinal));

    [GeneratedRegex(@"^Schema\.(\d{4}_|create_schema)")]
    private static partial Regex MigrationOrScript();

    [GeneratedRegex("(?<![:@])@[a-z_0-9]+")]
    private static partial Regex Parameter();
}
