using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MesaBench.Networks;

/// <summary>A short name for a vector of weights.</summary>
public static class WeightsHash
{
    /// <summary>
    /// 16 digits of SHA-256 over the vector's bytes; every NaN counts as the same one, since its payload is the hardware's.
    /// </summary>
    public static string Of(float[] weights) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(Canonical(weights).AsSpan())))[..16];

    /// <summary>The same weights with one kind of NaN.</summary>
    public static float[] Canonical(float[] weights) => [.. weights.Select(w => float.IsNaN(w) ? float.NaN : w)];
}
