using MesaBench.Disks;
using MesaBench.Results;

namespace MesaBench.Tests.Results;

/// <summary>Files of tensors that are written row by row.</summary>
public sealed class SafetensorsFileTests : IDisposable
{
    private static readonly PlannedTensor[] Planned = [new("b", TensorType.F32, [3, 2]), new("a", TensorType.F32, [2])];

    private readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Rows_may_come_in_any_order_and_those_that_do_not_come_are_zero()
    {
        using (IDiskFile disk = SystemDisk.Instance.Create(path))
        {
            SafetensorsFile file = new(disk, Planned, new Dictionary<string, string> { ["k"] = "v" });
            file.Write("b", 2, [5f, 6f]);
            file.Write("a", 1, [8f]);
            file.Write("b", 0, [1f, 2f]);
            Assert.Equal(file.Length, disk.Length);
        }
        Assert.Equal(Safetensors.Write([new("b", [3, 2], [1, 2, 0, 0, 5, 6]), new("a", [2], [0, 8])], new Dictionary<string, string> { ["k"] = "v" }), File.ReadAllBytes(path));
    }

    [Fact]
    public void Integers_and_bytes_are_little_endian_one_after_the_other()
    {
        MemoryDisk disk = new();
        using IDiskFile to = disk.Create("/f");
        SafetensorsFile file = new(to, [new("i", TensorType.I32, [1, 2]), new("u", TensorType.U8, [2, 1])]);
        file.Write("u", 1, [(byte)7]);
        file.Write("i", 0, [-2, 258]);
        Assert.Equal([0xFE, 0xFF, 0xFF, 0xFF, 2, 1, 0, 0, 0, 7], disk.Files["/f"][^10..]);
    }

    [Fact]
    public void What_is_no_row_of_a_tensor_is_refused()
    {
        using IDiskFile to = new MemoryDisk().Create("/f");
        SafetensorsFile file = new(to, Planned);
        Assert.Throws<ArgumentException>(() => file.Write("b", 3, [1f, 2f]));
        Assert.Throws<ArgumentException>(() => file.Write("b", -1, [1f, 2f]));
        Assert.Throws<ArgumentException>(() => file.Write("b", 0, [1f]));
        Assert.Throws<ArgumentException>(() => file.Write("b", 0, [1, 2]));
        Assert.Throws<ArgumentException>(() => new SafetensorsFile(to, [.. Planned, Planned[0]]));
    }
}
