using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MesaBench.Tests.Results;

/// <summary>A safetensors file of any types, read as the format says and by nothing of the program's.</summary>
internal sealed class TensorFile
{
    private readonly byte[] file;
    private readonly int start;
    private readonly JsonElement header;

    public TensorFile(byte[] file)
    {
        this.file = file;
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        start = 8 + length;
        header = JsonDocument.Parse(file.AsMemory(8, length)).RootElement;
    }

    public IReadOnlyList<string> Names => [.. header.EnumerateObject().Select(own => own.Name).Where(name => name != "__metadata__")];

    public IReadOnlyDictionary<string, string> Metadata => header.GetProperty("__metadata__").EnumerateObject().ToDictionary(own => own.Name, own => own.Value.GetString()!);

    public int[] Shape(string name) => [.. header.GetProperty(name).GetProperty("shape").EnumerateArray().Select(axis => axis.GetInt32())];

    public float[] Floats(string name) => MemoryMarshal.Cast<byte, float>(Bytes(name, "F32")).ToArray();

    public int[] Ints(string name) => MemoryMarshal.Cast<byte, int>(Bytes(name, "I32")).ToArray();

    public byte[] Bytes(string name) => Bytes(name, "U8");

    /// <summary>What stands at a place of the first axis.</summary>
    public float[] Row(string name, int row) => Row(Floats(name), name, row);

    /// <summary>The same of bytes.</summary>
    public byte[] ByteRow(string name, int row) => Row(Bytes(name), name, row);

    private T[] Row<T>(T[] all, string name, int row) => all.Length / Shape(name)[0] is var width ? all[(row * width)..((row + 1) * width)] : [];

    private byte[] Bytes(string name, string type)
    {
        JsonElement own = header.GetProperty(name);
        Assert.Equal(type, own.GetProperty("dtype").GetString());
        int[] offsets = [.. own.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32())];
        return file[(start + offsets[0])..(start + offsets[1])];
    }
}
