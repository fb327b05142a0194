using System.Text;

namespace MesaBench.Disks;

/// <summary>Files of text.</summary>
public static class DiskText
{
    private const int OneWrite = 1 << 20; // bytes

    /// <summary>A whole file of text: UTF-8, or what its byte order mark says.</summary>
    public static string ReadText(this IDisk disk, string path)
    {
        ArgumentNullException.ThrowIfNull(disk);
        using StreamReader reader = new(new MemoryStream(disk.Read(path)), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    /// <summary>Writes a whole file, of which a reader, or a run after a kill, sees the old content or the new and never a part. When this returns, it is on the disk.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="path">The file; the folder that it lies in is made where there is none.</param>
    /// <param name="temporary">A name beside it, under which it is written.</param>
    /// <param name="bytes">What it says.</param>
    public static void Replace(this IDisk disk, string path, string temporary, ReadOnlySpan<byte> bytes) => disk.Replace(path, temporary, [bytes.ToArray()]);

    /// <summary>The same part by part.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="path">The file; the folder that it lies in is made where there is none.</param>
    /// <param name="temporary">A name beside it, under which it is written.</param>
    /// <param name="parts">What it says, one part after the other.</param>
    /// <param name="written">Is called when all is written, and the file has still its other name.</param>
    public static void Replace(this IDisk disk, string path, string temporary, IEnumerable<byte[]> parts, Action? written = null)
    {
        ArgumentNullException.ThrowIfNull(parts);
        disk.Replace(path, temporary, file =>
        {
            using MemoryStream gathered = new();
            void Pass()
            {
                file.Write(gathered.GetBuffer().AsSpan(0, (int)gathered.Length));
                gathered.SetLength(0);
            }

            foreach (byte[] part in parts)
            {
                gathered.Write(part);
                if (gathered.Length >= OneWrite) Pass();
            }
            Pass();
        }, written);
    }

    /// <summary>The same as somebody else writes it.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="path">The file; the folder that it lies in is made where there is none.</param>
    /// <param name="temporary">A name beside it, under which it is written.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="written">Is called when all is written, and the file has still its other name.</param>
    public static void Replace(this IDisk disk, string path, string temporary, Action<IDiskFile> write, Action? written = null)
    {
        ArgumentNullException.ThrowIfNull(disk);
        ArgumentNullException.ThrowIfNull(write);
        disk.MakeFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using (IDiskFile file = disk.Create(temporary))
        {
            write(file);
            file.Sync();
        }
        written?.Invoke();
        disk.Rename(temporary, path);
    }
}
