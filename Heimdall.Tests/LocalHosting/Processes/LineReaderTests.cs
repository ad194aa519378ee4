using Heimdall.LocalHosting.Processes;

namespace Heimdall.Tests.LocalHosting.Processes;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("one", new[] { "one" })]
    [InlineData("one\ntwo\n", new[] { "one", "two" })]
    [InlineData("one\r\n\r\ntwo", new[] { "one", "", "two" })]
    public async Task Lines_come_as_they_were_printed(string text, string[] expected) => Assert.Equal(expected, await ReadAsync(text));

    [Theory]
    [InlineData(LineReader.MaxLineCharacters - 1, 1)]
    [InlineData(LineReader.MaxLineCharacters, 1)]
    [InlineData(LineReader.MaxLineCharacters + 1, 2)]
    [InlineData(10 * LineReader.MaxLineCharacters, 10)]
    public async Task A_line_without_end_comes_in_pieces(int characters, int pieces)
    {
        var lines = await ReadAsync(new string('x', characters));

        Assert.Equal(pieces, lines.Count);
        Assert.Equal(characters, lines.Sum(l => l.Length));
    }

    private static async Task<List<string>> ReadAsync(string text)
    {
        List<string> lines = [];
        using var reader = new StringReader(text);
        await LineReader.ReadAsync(reader, lines.Add);
        return lines;
    }
}
