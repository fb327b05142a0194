using System.Text;

namespace MesaBench.Disks;

/// <summary>Files of text.</summary>
public static class DiskText
{
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
    public static void Replace(this IDisk disk, string path, string temporary, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(disk);
        disk.MakeFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using (IDiskFile file = disk.Create(temporary))
        {
            file.Write(bytes);
            file.Sync();
        }
        disk.Rename(temporary, path);
    }
}
