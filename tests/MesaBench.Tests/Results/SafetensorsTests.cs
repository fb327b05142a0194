using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MesaBench.Networks;
using MesaBench.Results;

namespace MesaBench.Tests.Results;

public class SafetensorsTests
{
    [Fact]
    public void A_file_is_laid_out_as_the_format_says()
    {
        byte[] file = Safetensors.Write([new("w", [2, 1], [1, -2]), new("b", [], [3])], new Dictionary<string, string> { ["b"] = "y", ["agent"] = "x", ["Z"] = "" });
        int header = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        Assert.Equal(0, header % 8);
        Assert.Equal(
            """{"__metadata__":{"Z":"","agent":"x","b":"y"},"w":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}""",
            Encoding.UTF8.GetString(file, 8, header).TrimEnd(' '));
        Assert.Equal(8 + header + 12, file.Length);
        Assert.Equal(-2, BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(8 + header + 4)));
    }

    [Fact]
    public void An_empty_tensor_may_be_named_after_one_that_begins_where_it_lies()
    {
        byte[] header = Encoding.UTF8.GetBytes(
            """{"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""");
        byte[] file = [.. BitConverter.GetBytes((ulong)header.Length), .. header, .. BitConverter.GetBytes(2f)];
        Assert.Equal(["a", "b"], Safetensors.Read(file).Select(t => t.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Tensors_come_back_bit_for_bit() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll<float[], float[]>((a, b) =>
        {
            NamedTensor[] tensors = [new("layer0/weight \"é\"", [a.Length, 1], a), new("empty", [0, 3], []), new("b", [b.Length], b)];
            IReadOnlyList<NamedTensor> read = Safetensors.Read(Safetensors.Write(tensors));
            return read.OrderBy(t => t.Name).Zip(tensors.OrderBy(t => t.Name)).All(pair =>
                pair.First.Name == pair.Second.Name && pair.First.Shape.SequenceEqual(pair.Second.Shape)
                && pair.First.Values.Select(BitConverter.SingleToUInt32Bits).SequenceEqual(
                    pair.Second.Values.Select(BitConverter.SingleToUInt32Bits)));
        }));

    [Theory]
    [InlineData("", 0)] // no length
    [InlineData("[]", 0)]
    [InlineData("{\"w\":{}}", 0)]
    [InlineData("{\"w\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}}", 2)]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8)] // longer than its shape
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8)] // a gap
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,4]}}", 4)] // begins late
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 8)] // bytes left over
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 4)] // bytes missing
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,9],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4)]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8)] // twice
    public void What_is_no_such_file_is_refused(string header, int dataLength)
    {
        byte[] file = [.. BitConverter.GetBytes((ulong)header.Length), .. Encoding.UTF8.GetBytes(header), .. new byte[dataLength]];
        Assert.StartsWith("not a safetensors file: ", Assert.Throws<InvalidDataException>(() => Safetensors.Read(file)).Message);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        byte[] file = Safetensors.Write([new("w", [2, 2], [1, 2, 3, 4])]);
        for (int length = 0; length < file.Length; length++)
            Assert.Throws<InvalidDataException>(() => Safetensors.Read(file.AsSpan(0, length)));
    }

    [Fact]
    public void Tensors_that_make_no_file_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Safetensors.Write([new("w", [3], [1, 2])]));
        Assert.Throws<ArgumentException>(() => Safetensors.Write([new("w", [1], [1]), new("w", [1], [1])]));
        Assert.Throws<ArgumentException>(() => Safetensors.Write([new("__metadata__", [1], [1])]));
    }
}
