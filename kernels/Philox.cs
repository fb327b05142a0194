namespace MesaBench.Kernels;

/// <summary>
/// Philox4x32-10, the counter-based generator of Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011): four 32-bit
/// words as a pure function of a 128-bit counter and a 64-bit key. It holds no state, so a draw never shifts another.
/// This one file is compiled into the library and shared by the host and every device target.
/// </summary>
public struct Philox
{
    /// <summary>The four random words.</summary>
    public uint Word0, Word1, Word2, Word3;

    /// <summary>The block of four words at a counter (c0..c3) under a key (key0, key1).</summary>
    public static Philox Block(uint key0, uint key1, uint c0, uint c1, uint c2, uint c3)
    {
        for (int round = 0; round < 10; round++)
        {
            ulong product0 = 0xD2511F53UL * c0;
            ulong product1 = 0xCD9E8D57UL * c2;
            uint next0 = (uint)(product1 >> 32) ^ c1 ^ key0;
            uint next2 = (uint)(product0 >> 32) ^ c3 ^ key1;
            c1 = (uint)product1;
            c3 = (uint)product0;
            c0 = next0;
            c2 = next2;
            key0 += 0x9E3779B9u;
            key1 += 0xBB67AE85u;
        }
        Philox block;
        block.Word0 = c0;
        block.Word1 = c1;
        block.Word2 = c2;
        block.Word3 = c3;
        return block;
    }

    /// <summary>
    /// A whole number in [0, <paramref name="count"/>), from one word: the high half of their product (bias below count / 2^32).
    /// </summary>
    public static int Below(uint word, int count) => (int)(((ulong)word * (uint)count) >> 32);
}

/// <summary>What a random draw is for: the third counter word, so that draws for one purpose never meet another's.</summary>
public static class Purpose
{
    /// <summary>Choice of a training level; counter: environment, episode.</summary>
    public const uint Level = 1;

    /// <summary>Sampling of an action; counter: environment, step.</summary>
    public const uint Action = 2;

    /// <summary>Initial weights; counter: index within the parameter vector.</summary>
    public const uint Weights = 3;

    /// <summary>Level generation on the host; counter: draw, index.</summary>
    public const uint Generation = 4;

    /// <summary>Sampling of an action during evaluation; counter: environment, step.</summary>
    public const uint Evaluation = 5;

    /// <summary>Probing: of which decision of an episode the states are kept.</summary>
    public const uint Probing = 6;

    /// <summary>Permutations.</summary>
    public const uint Statistics = 7;

    /// <summary>
    /// What moves and grows by chance; counter: environment, episode, and the step, plus so much for each mover and kind that
    /// none shifts another's. In evaluation the key is the level's own and environment and episode are 0: a level's chances are the same
    /// for whoever plays it.
    /// </summary>
    public const uint Chance = 8;

    /// <summary>A cell for an agent to be put into; counter: environment, step.</summary>
    public const uint Scatter = 9;

    /// <summary>Exchanges between networks' states; counter: pair of environments, step, and 0 for when, from 1 on for where.</summary>
    public const uint Exchange = 10;

    /// <summary>What each mover, and each kind, adds to the step.</summary>
    public const int OfMover = 1 << 16, OfKind = 1 << 24;
}
