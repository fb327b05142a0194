using System.Runtime.CompilerServices;
using MesaBench.Kernels;

namespace MesaBench.Ilgpu;

/// <summary>A work item's 64 sums: 8 rows of two lanes, or, where it is broad, 4 rows of four.</summary>
internal struct EightPairs
{
    public Pair A, B, C, D, E, F, G, H;

    /// <summary>The sums plus each row's factor times y, with one rounding each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly EightPairs Plus(float a, float b, float c, float d, float e, float f, float g, float h, Pair y) => new()
    {
        A = A.Plus(a, y), B = B.Plus(b, y), C = C.Plus(c, y), D = D.Plus(d, y), E = E.Plus(e, y), F = F.Plus(f, y), G = G.Plus(g, y),
        H = H.Plus(h, y),
    };

    /// <summary>The row of a pair, from the first on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Row(int pair, bool isBroad) => isBroad ? pair / 2 : pair;

    /// <summary>The column of a pair, from the first on. All lanes of a row lie equally far apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Column(int pair, bool isBroad, int apart) => isBroad ? pair % 2 * 2 * apart : 0;

    /// <summary>Finishes the sums and stores them in y.</summary>
    /// <param name="y">Where to.</param>
    /// <param name="epilogue">What follows the sums.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="row">The first row.</param>
    /// <param name="column">The first lane's column.</param>
    /// <param name="apart">Columns between lanes.</param>
    /// <param name="isBroad">Whether they are 4 rows of four lanes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Finish(Matrix y, Epilogue epilogue, int agent, int row, int column, int apart, bool isBroad = false)
    {
        bool isShort = epilogue.IsShort();
        Put(A, 0, y, epilogue, agent, row, column, apart, isBroad, isShort);
        Put(B, 1, y, epilogue, agent, row, column, apart, isBroad, isShort);
        Put(C, 2, y, epilogue, agent, row, column, apart, isBroad, isShort);
        Put(D, 3, y, epilogue, agent, row, column, apart, isBroad, isShort);
        Put(E, 4, y, epilogue, agent, row, column, apart, isBroad, isShort);
        Put(F, 5, y, epilogue, agent, row, column, apart, isBroad, isShort);
        Put(G, 6, y, epilogue, agent, row, column, apart, isBroad, isShort);
        Put(H, 7, y, epilogue, agent, row, column, apart, isBroad, isShort);
        if (isShort) return;
        for (int lane = 0; lane < (isBroad ? 4 : 2); lane++) epilogue.Finish(y, agent, row, isBroad ? 4 : 8, column + lane * apart, 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(
        Pair sum, int pair, Matrix y, Epilogue epilogue, int agent, int row, int column, int apart, bool isBroad, bool isShort)
    {
        row += Row(pair, isBroad);
        column += Column(pair, isBroad, apart);
        (isShort ? epilogue.Finished(sum, agent, row, column, apart) : sum).Put(y.Data, y.Row(agent, row) + column, apart);
    }
}
