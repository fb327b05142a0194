using MesaBench.Disks;

namespace MesaBench.Export;

/// <summary>A file that is written from its beginning to its end, as a stream.</summary>
internal sealed class DiskStream(IDiskFile file) : Stream
{
    private const int OneWrite = 1 << 20; // bytes

    private readonly MemoryStream gathered = new();
    private long passed;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => passed + gathered.Length;

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException("a file that is written from its beginning to its end");
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        gathered.Write(buffer);
        if (gathered.Length >= OneWrite) Flush();
    }

    public override void Flush()
    {
        file.Write(gathered.GetBuffer().AsSpan(0, (int)gathered.Length));
        passed += gathered.Length;
        gathered.SetLength(0);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("a file that is written");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a file that is written from its beginning to its end");

    public override void SetLength(long value) => throw new NotSupportedException("a file that is written from its beginning to its end");

    /// <summary>Writes a whole file, of which a reader sees the old content or the new and never a part. Gives its length in bytes.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="path">The file; its folder must be there.</param>
    /// <param name="write">Writes what it says.</param>
    public static long Replace(IDisk disk, string path, Action<Stream> write)
    {
        string unfinished = path + ".unfinished";
        long length = 0;
        try
        {
            disk.Replace(path, unfinished, file =>
            {
                using DiskStream stream = new(file);
                write(stream);
                stream.Flush();
                length = stream.Length;
            });
        }
        finally
        {
            disk.Delete(unfinished);
        }
        return length;
    }
}
