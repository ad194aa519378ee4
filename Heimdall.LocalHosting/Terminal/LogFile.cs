using System.Text;

namespace Heimdall.LocalHosting.Terminal;

/// <summary>A resource's lines on disk: <c>{name}.log</c>, renamed to <c>{name}.1.log</c> when it is full, and so on.</summary>
internal sealed class LogFile : IDisposable
{
    public const long DefaultMaxBytes = 10 * 1024 * 1024;
    private const int KeptFiles = 3;

    private readonly string directory;
    private readonly string name;
    private readonly long maxBytes;
    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private StreamWriter? writer;
    private bool isOver;

    public LogFile(string directory, string name, TimeProvider clock, long maxBytes = DefaultMaxBytes)
    {
        this.directory = directory;
        this.name = name;
        this.clock = clock;
        this.maxBytes = maxBytes;
        writer = Open();
    }

    public void Write(string line)
    {
        lock (gate)
        {
            if (isOver)
            {
                return; // A grandchild still holds the process's output; the process itself is over.
            }

            writer ??= Open();
            writer.WriteLine($"{clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {line}");
            writer.Flush();
            if (writer.BaseStream.Length >= maxBytes)
            {
                writer.Dispose();
                writer = null;
                try
                {
                    Rotate();
                }
                finally
                {
                    writer = Open(); // Where it cannot be put aside, it goes on.
                }
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isOver = true;
            writer?.Dispose();
            writer = null;
        }
    }

    private string PathOf(int age) => Path.Combine(directory, age == 0 ? name + ".log" : $"{name}.{age}.log");

    private void Rotate()
    {
        File.Delete(PathOf(KeptFiles));
        for (var age = KeptFiles - 1; age >= 0; age--)
        {
            if (File.Exists(PathOf(age)))
            {
                File.Move(PathOf(age), PathOf(age + 1));
            }
        }
    }

    private StreamWriter Open() => new(
        new FileStream(PathOf(0), new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }),
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
}
