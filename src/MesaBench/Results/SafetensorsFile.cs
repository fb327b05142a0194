using System.Buffers.Binary;
using System.Text.Json;
using MesaBench.Disks;

namespace MesaBench.Results;

/// <summary>What the numbers of a tensor are.</summary>
public enum TensorType
{
    /// <summary>32-bit floats.</summary>
    F32,

    /// <summary>32-bit signed integers.</summary>
    I32,

    /// <summary>Bytes without sign.</summary>
    U8,
}

/// <summary>A tensor that is going to be written, of which all is known but its numbers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What its numbers are.</param>
/// <param name="Shape">Its axes, outermost first; at least one.</param>
public sealed record PlannedTensor(string Name, TensorType Type, IReadOnlyList<int> Shape)
{
    /// <summary>Bytes of all of it.</summary>
    public long Bytes => Shape.Aggregate((long)BytesEach, (product, axis) => checked(product * axis));

    /// <summary>Bytes of what stands at one place of its first axis.</summary>
    public int RowBytes => Shape.Skip(1).Aggregate(BytesEach, (product, axis) => checked(product * axis));

    private int BytesEach => Type == TensorType.U8 ? 1 : 4;
}

/// <summary>
/// A safetensors file that is written row by row, in any order: what stands at one place of a tensor's first axis is a row. The header, which says where each tensor lies, is written first, and the file
/// has its whole length from then on, so that no more than a row is ever held. Rows that are not written are zero.
/// </summary>
public sealed class SafetensorsFile
{
    private readonly IDiskFile file;
    private readonly Dictionary<string, (PlannedTensor Tensor, long Start)> places = [];

    /// <summary>Begins a file.</summary>
    /// <param name="file">An empty file.</param>
    /// <param name="tensors">All of its tensors, with distinct names, in the order in which they are to lie.</param>
    /// <param name="metadata">Text by key; null for none.</param>
    /// <exception cref="ArgumentException">A name is taken twice or reserved.</exception>
    public SafetensorsFile(IDiskFile file, IReadOnlyList<PlannedTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(tensors);
        this.file = file;
        byte[] header = Header(tensors, metadata);
        file.Write(header);
        Length = header.Length;
        foreach (PlannedTensor tensor in tensors)
        {
            places[tensor.Name] = (tensor, Length);
            Length += tensor.Bytes;
        }
        file.Truncate(Length);
    }

    /// <summary>Bytes of the whole file.</summary>
    public long Length { get; }

    /// <summary>Writes a row of floats.</summary>
    public void Write(string tensor, int row, ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[4 * values.Length];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);
        Write(tensor, TensorType.F32, row, bytes);
    }

    /// <summary>Writes a row of integers.</summary>
    public void Write(string tensor, int row, ReadOnlySpan<int> values)
    {
        byte[] bytes = new byte[4 * values.Length];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * i), values[i]);
        Write(tensor, TensorType.I32, row, bytes);
    }

    /// <summary>Writes a row of bytes.</summary>
    public void Write(string tensor, int row, ReadOnlySpan<byte> values) => Write(tensor, TensorType.U8, row, values);

    /// <summary>The first bytes of a file of tensors: the header with its length.</summary>
    /// <exception cref="ArgumentException">A name is taken twice or reserved.</exception>
    internal static byte[] Header(IReadOnlyList<PlannedTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using MemoryStream header = new();
        header.Write(new byte[8]);
        using (Utf8JsonWriter json = new(header))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 }) WriteMetadata(json, metadata);
            HashSet<string> names = ["__metadata__"];
            long offset = 0;
            foreach (PlannedTensor tensor in tensors)
            {
                if (!names.Add(tensor.Name)) throw new ArgumentException($"tensor name '{tensor.Name}' is reserved or taken twice");
                WriteEntry(json, tensor, offset, offset + tensor.Bytes);
                offset += tensor.Bytes;
            }
            json.WriteEndObject();
        }
        while (header.Length % 8 != 0) header.WriteByte((byte)' ');
        byte[] bytes = header.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)(bytes.Length - 8));
        return bytes;
    }

    private void Write(string tensor, TensorType type, int row, ReadOnlySpan<byte> bytes)
    {
        (PlannedTensor planned, long start) = places[tensor];
        if (planned.Type != type || planned.RowBytes != bytes.Length || (uint)row >= (uint)planned.Shape[0])
            throw new ArgumentException($"tensor '{tensor}': found row {row} of {bytes.Length} bytes of {type}; allowed: rows 0 to {planned.Shape[0] - 1} of {planned.RowBytes} bytes of {planned.Type}");
        file.WriteAt(start + (long)row * planned.RowBytes, bytes);
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject("__metadata__");
        foreach ((string key, string text) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.WriteString(key, text);
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, PlannedTensor tensor, long begin, long end)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Type.ToString());
        json.WriteStartArray("shape");
        foreach (int axis in tensor.Shape) json.WriteNumberValue(axis);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
