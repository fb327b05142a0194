using System.Security.Cryptography;
using System.Text;

namespace MesaBench.Inference;

/// <summary>Keys of random streams, by name: the same on every machine.</summary>
public static class RandomKey
{
    /// <summary>The first 64 bits of SHA-256 over a name in UTF-8.</summary>
    public static ulong Of(string name) => BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
